// Generated from the OpenAPI document by tools/codegen. Do not edit.

export interface paths {
    "/api/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["get_openapi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant of the credential */
        get: operations["get_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what holds for the whole tenant */
        patch: operations["patch_account"];
        trace?: never;
    };
    "/api/v1/admin/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tenants, newest first */
        get: operations["list_accounts"];
        put?: never;
        /**
         * Make a tenant with its owner
         * @description Somebody who has a user already (by address) joins with the password they have.
         */
        post: operations["create_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tenant */
        get: operations["get_any_account"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/accounts/{id}/impersonate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Act in a member's name, for an hour at most
         * @description Whoever does so is named in the tenant's audit log.
         */
        post: operations["impersonate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/accounts/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A tenant's members */
        get: operations["list_account_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/accounts/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlock a tenant */
        post: operations["resume_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/accounts/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lock a tenant: nobody gets in, nothing is lost */
        post: operations["suspend_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/accounts/{id}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a user in a tenant
         * @description Somebody who has a user already (by address) joins with the password they have.
         */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How often one may ask */
        get: operations["get_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/admin/seed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a tenant to begin with: owner, an inbox, labels
         * @description Behind a secret of its own, for scripts that set up a new installation.
         */
        post: operations["seed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's API keys, newest first, revoked ones too */
        get: operations["list_api_keys"];
        put?: never;
        /**
         * Make an API key
         * @description It acts as a bot of the tenant, and may do no more than its scopes. Nobody gives away what they
         *     may not do themselves.
         */
        post: operations["create_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One API key */
        get: operations["get_api_key"];
        put?: never;
        post?: never;
        /** End an API key */
        delete: operations["revoke_api_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give an API key another secret */
        post: operations["rotate_api_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload a file
         * @description It is kept for a day for a message of the uploader's to go with. Its type is told by its bytes.
         */
        post: operations["upload_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The bytes of a file
         * @description Takes `Range` and `If-Range`. What could act in a browser is handed out to be saved, as bytes of no
         *     kind.
         */
        get: operations["get_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A link to a file
         * @description Opens the file for some minutes, for whoever has it, without any other credential.
         */
        get: operations["get_link"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attachments/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The small picture of an image */
        get: operations["get_thumbnail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attribute-definitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Attribute definitions, oldest first */
        get: operations["list_attribute_definitions"];
        put?: never;
        /**
         * Define an attribute
         * @description Values that there are under the key must fit. An entity has at most 100 definitions.
         */
        post: operations["create_attribute_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/attribute-definitions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One attribute definition */
        get: operations["get_attribute_definition"];
        put?: never;
        post?: never;
        /**
         * Delete an attribute definition
         * @description Values stay, and may be anything from then on.
         */
        delete: operations["delete_attribute_definition"];
        options?: never;
        head?: never;
        /** Change an attribute definition */
        patch: operations["patch_attribute_definition"];
        trace?: never;
    };
    "/api/v1/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened in the tenant, newest first
         * @description All filters must hold.
         */
        get: operations["list_audit_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-log/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that happened in the tenant, newest first, as JSON lines
         * @description Written page by page as it is read. An answer that ends without its last line break was cut. All filters
         *     must hold.
         */
        get: operations["export_audit_log"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation by its mailed link
         * @description Whoever has no user yet brings name and password; the address is proven by the letter.
         */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenants one belongs to */
        get: operations["list_own_accounts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password, knowing the old one
         * @description All other sessions end.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/forgot-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a letter with a link that sets a new password */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an invitation says, by its mailed link
         * @description It can be accepted afterwards. The same error as there, where it cannot.
         */
        post: operations["look_at_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description Whoever has a second factor is told `SECOND_FACTOR_REQUIRED` and sends the same again with a code.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign out
         * @description Ends the session of the refresh token, or else of the access token. The answer does not tell
         *     whether there was one.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/magic-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a letter with a link that signs in */
        post: operations["ask_for_magic_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/magic-link/redeem": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in by a mailed link
         * @description The link is good for once, within ten minutes.
         */
        post: operations["redeem_magic_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in */
        get: operations["get_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change one's own name and language
         * @description The name is the member's in this tenant; the language, which letters are written in, is the user's in all
         *     of them. Only a person who has signed in can do this.
         */
        patch: operations["patch_me"];
        trace?: never;
    };
    "/api/v1/auth/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The identity providers that one can sign in by */
        get: operations["list_identity_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave for an identity provider
         * @description The browser gets a cookie for the journey and goes to `url`; the provider sends it back to the
         *     address that the configuration names, with `state` and `code`.
         */
        post: operations["leave_for_identity_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Come back from an identity provider
         * @description Signs in whoever came from there before, or whose address both the provider and we have verified.
         */
        post: operations["arrive_from_identity_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/realtime-ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a ticket for a realtime connection
         * @description For browsers, which cannot send a header with the handshake and should not put an access token where
         *     it is kept. Good once, for 30 seconds, on every node.
         */
        post: operations["issue_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange a refresh token for fresh tokens
         * @description The old refresh token is dead. Used again it ends the session.
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a tenant and its owner
         * @description A letter with a link proves the address. Where the address is taken the answer is the same, and
         *     its owner gets a letter that says so.
         */
        post: operations["register"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/resend-verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for another letter that proves an address */
        post: operations["resend_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by a mailed link
         * @description All sessions end.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's sessions, the one used last first */
        get: operations["list_sessions"];
        put?: never;
        post?: never;
        /** End all sessions but this one */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a session */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/switch-account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move to another of one's tenants
         * @description Opens a session there in the place of the present one.
         */
        post: operations["switch_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin with a second factor
         * @description The seed is in force when a first code has confirmed it.
         */
        post: operations["enrol_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/totp/backup-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make new backup codes in the place of the old */
        post: operations["renew_backup_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm the second factor by its first code */
        post: operations["confirm_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/totp/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give the second factor up */
        post: operations["disable_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Prove an address by its mailed link */
        post: operations["verify_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far a change to many conversations is */
        get: operations["get_batch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/batches/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Undo a change to many conversations
         * @description Within 30 s of its end, once. What nobody has changed since gets its former value back, as a batch of
         *     its own.
         */
        post: operations["undo_batch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Canned responses that are for the caller, oldest first
         * @description A team's are for its members, and for those who configure the tenant.
         */
        get: operations["list_canned_responses"];
        put?: never;
        /** Make a canned response */
        post: operations["create_canned_response"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canned-responses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One canned response */
        get: operations["get_canned_response"];
        put?: never;
        post?: never;
        /** Delete a canned response */
        delete: operations["delete_canned_response"];
        options?: never;
        head?: never;
        /** Change a canned response */
        patch: operations["patch_canned_response"];
        trace?: never;
    };
    "/api/v1/canned-responses/{id}/render": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fill a canned response in for a conversation
         * @description It posts nothing. Counts as a use.
         */
        post: operations["render_canned_response"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Companies, newest first */
        get: operations["list_companies"];
        put?: never;
        /** Make a company */
        post: operations["create_company"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/companies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One company */
        get: operations["get_company"];
        put?: never;
        post?: never;
        /** Delete a company that no contact belongs to */
        delete: operations["delete_company"];
        options?: never;
        head?: never;
        /** Change a company */
        patch: operations["patch_company"];
        trace?: never;
    };
    "/api/v1/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Contacts, newest first */
        get: operations["list_contacts"];
        put?: never;
        /** Make a contact */
        post: operations["create_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts that might be older ones, newest first
         * @description A page looks at a bounded number of contacts: it may hold less than its limit, even nothing, and
         *     still have a `next_cursor`.
         */
        get: operations["list_suspected_contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts as comma-separated values
         * @description Newest first, or in the order of their changes with `updated_since`. What a spreadsheet would take
         *     for a formula has an apostrophe in front, which an import takes away again. Written page by page as
         *     it is read: an answer that ends without its last line break was cut.
         */
        get: operations["export_contacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take in a file of contacts
         * @description Comma-separated values in UTF-8 (RFC 4180), the first row with the names of the columns: `name`,
         *     `phone`, `email`, `external_id`, `company` and `custom.<name>`; those that only an export has are
         *     passed over. Every row needs a name and one of phone, email and `external_id`: by them its contact is
         *     known, so that the same file twice adds nothing. Of rows about one contact the first counts. The file
         *     is read in the background: ask for the import until its state is `done` or `failed`.
         */
        post: operations["import_contacts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an import is */
        get: operations["get_contact_import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One contact */
        get: operations["get_contact"];
        put?: never;
        post?: never;
        /** Delete a contact without conversations */
        delete: operations["delete_contact"];
        options?: never;
        head?: never;
        /** Change a contact */
        patch: operations["patch_contact"];
        trace?: never;
    };
    "/api/v1/contacts/{id}/block": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a contact out
         * @description What it writes from now on goes to its quarantine instead of a conversation.
         */
        post: operations["block_contact"];
        /** Let a contact in again */
        delete: operations["unblock_contact"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/duplicates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Contacts that this one might be, the likeliest first
         * @description One page; `next_cursor` is always null.
         */
        get: operations["list_contact_twins"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a contact known by one more identity
         * @description The first of its kind becomes the primary one.
         */
        post: operations["add_identity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/identities/{kind}/{value}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an identity away from a contact
         * @description If it was the primary one of its kind, the oldest of those left becomes it.
         */
        delete: operations["remove_identity"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a contact part of another one
         * @description Its identities, conversations and notes go there, and what the other one lacks. From then on every
         *     route of the contact answers `308` with the same route of the other one. `unmerge` takes it back.
         */
        post: operations["merge_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The notes of a contact, newest first */
        get: operations["list_contact_notes"];
        put?: never;
        /** Write a note of a contact */
        post: operations["write_contact_note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/notes/{note_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete one's own note; whoever may delete contacts deletes anybody's */
        delete: operations["delete_contact_note"];
        options?: never;
        head?: never;
        /** Rewrite one's own note */
        patch: operations["edit_contact_note"];
        trace?: never;
    };
    "/api/v1/contacts/{id}/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a contact wrote while it was blocked, newest first
         * @description The newest thousand are kept.
         */
        get: operations["list_quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/contacts/{id}/unmerge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a contact out of the one it became part of
         * @description Within 30 days. What moved then and is still there comes back; what the other one came by since
         *     stays with it. If the other one has become part of a third one since, it is taken out of that first.
         */
        post: operations["unmerge_contact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Conversations the caller may see */
        get: operations["list_conversations"];
        put?: never;
        /** Open a conversation */
        post: operations["create_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change many conversations
         * @description Which ones is fixed at once; they are changed in the background, each once and by the rules of a
         *     single change, and only those that the caller may see, then and now.
         */
        post: operations["change_conversations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many conversations the caller may see */
        get: operations["count_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/deleted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Deleted conversations that can be brought back, last deleted first */
        get: operations["list_deleted_conversations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/filter": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Conversations that match a filter
         * @description A read: it changes nothing, and takes no `Idempotency-Key`.
         */
        post: operations["filter_conversations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conversation */
        get: operations["get_conversation"];
        put?: never;
        post?: never;
        /**
         * Delete a conversation
         * @description It is nowhere to be found from then on, and can be brought back within 30 days.
         */
        delete: operations["delete_conversation"];
        options?: never;
        head?: never;
        /** Change priority, subject or custom attributes */
        patch: operations["patch_conversation"];
        trace?: never;
    };
    "/api/v1/conversations/{id}/assignment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a conversation to a member or a team */
        post: operations["assign_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/days": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The days on which something was written in a conversation, oldest first
         * @description All of them at once: for whoever goes through a long conversation by its dates.
         */
        get: operations["list_days"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's draft in a conversation */
        get: operations["get_draft"];
        /**
         * Keep the caller's draft in a conversation
         * @description In the place of an earlier one. A blank body forgets it. Posting a message does not: the client
         *     deletes the draft that it has sent.
         */
        put: operations["put_draft"];
        post?: never;
        /** Forget the caller's draft in a conversation */
        delete: operations["delete_draft"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put labels on a conversation and take others off
         * @description All at once, and never lost: what others put on at the same time stays.
         */
        post: operations["change_labels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/labels/{label}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put a label on a conversation */
        put: operations["add_label"];
        post?: never;
        /** Take a label off a conversation */
        delete: operations["remove_label"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a conversation part of another one with the same contact
         * @description Its messages follow the other's, with places of their own there; labels and watchers join. All its
         *     routes lead to the other from then on (308). There is no way back.
         */
        post: operations["merge_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Messages of a conversation, always in ascending `seq` */
        get: operations["list_messages"];
        put?: never;
        /**
         * Append a message
         * @description The idempotency key (or `client_id`) is unique for ever inside the conversation.
         */
        post: operations["post_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mute a conversation for the caller */
        post: operations["mute_conversation"];
        /** End the caller's mute of a conversation */
        delete: operations["unmute_conversation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/participants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who watches a conversation */
        get: operations["list_participants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/participants/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make a member watch a conversation */
        put: operations["add_participant"];
        post?: never;
        /** Make a member watch a conversation no more */
        delete: operations["remove_participant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark read up to and with a message
         * @description Reading never moves back, and not past the newest message.
         */
        post: operations["mark_read"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/readers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who has read a conversation */
        get: operations["list_readers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Bring a deleted conversation back */
        post: operations["restore_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/scheduled-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scheduled messages of a conversation, by time */
        get: operations["list_scheduled_of_conversation"];
        put?: never;
        /**
         * Schedule a message
         * @description It is sent as the caller, under the rules that hold then: if the caller can no longer write there,
         *     it fails.
         */
        post: operations["schedule_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a step of the state machine
         * @description The state it is in already changes nothing.
         */
        post: operations["change_status"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/transcript": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All that was said in a conversation
         * @description Times are in UTC. Notes are left out unless asked for. Written as it is read: an answer that was cut
         *     lacks its end.
         */
        get: operations["get_transcript"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put a conversation into another inbox of the same channel
         * @description Who loses sight of it by that watches it and has it no more.
         */
        post: operations["transfer_conversation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/transitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The steps of a conversation, newest first */
        get: operations["list_transitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversations/{id}/unread": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mark a message and all after it unread */
        post: operations["mark_unread"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The caller's drafts in conversations it may see, the last changed first */
        get: operations["list_drafts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events after a position
         * @description Read on with `after` = `next_after` until it equals `head`; then with `wait`, to be answered as soon
         *     as there is an event. With `Accept: text/event-stream` all events follow, each as the data of a
         *     server-sent event whose id is its `pos`, also after `Last-Event-ID`.
         */
        get: operations["list_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inboxes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Inboxes, oldest first */
        get: operations["list_inboxes"];
        put?: never;
        /** Make an inbox */
        post: operations["create_inbox"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inboxes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One inbox */
        get: operations["get_inbox"];
        put?: never;
        post?: never;
        /** Delete an inbox without conversations */
        delete: operations["delete_inbox"];
        options?: never;
        head?: never;
        /** Change an inbox */
        patch: operations["patch_inbox"];
        trace?: never;
    };
    "/api/v1/inboxes/{id}/delivery-reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what the provider behind an inbox reports
         * @description In any order and as often as it comes: the message ends in the same state. What is reported of a
         *     message before the provider's name for it is known waits up to 7 days.
         */
        post: operations["report_deliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inboxes/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of an inbox */
        get: operations["list_inbox_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inboxes/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put a member into an inbox */
        put: operations["add_inbox_member"];
        post?: never;
        /** Take a member out of an inbox */
        delete: operations["remove_inbox_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/inboxes/{id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring in what a contact wrote
         * @description Into the contact's newest conversation in the inbox, or a new one; whether a resolved one opens again
         *     is the inbox's `reopen_policy`. The inbox must be of the channel `api`, and the caller's reach `all`.
         *     A known `external_id` gives the first message back, with `Idempotency-Replayed: true`.
         */
        post: operations["receive_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's open invitations, newest first */
        get: operations["list_invitations"];
        put?: never;
        /**
         * Ask somebody to join, by a letter
         * @description The letter's link lives seven days. An open invitation to the same address gives way.
         */
        post: operations["create_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back */
        delete: operations["delete_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's labels, oldest first */
        get: operations["list_labels"];
        put?: never;
        /** Make a label */
        post: operations["create_label"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/labels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete a label, from all conversations too */
        delete: operations["delete_label"];
        options?: never;
        head?: never;
        /**
         * Change a label
         * @description A new name shows wherever the label is named: on conversations, in filters and search, in macros and in saved
         *     views. `account:updated` tells of it; the conversations that have the label are not told of one by one.
         */
        patch: operations["patch_label"];
        trace?: never;
    };
    "/api/v1/macros": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Macros that the caller sees, oldest first: shared ones and its own */
        get: operations["list_macros"];
        put?: never;
        /**
         * Make a macro
         * @description Shared ones are made by those who configure the tenant.
         */
        post: operations["create_macro"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/macros/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One macro */
        get: operations["get_macro"];
        put?: never;
        post?: never;
        /** Delete a macro */
        delete: operations["delete_macro"];
        options?: never;
        head?: never;
        /** Change a macro */
        patch: operations["patch_macro"];
        trace?: never;
    };
    "/api/v1/macros/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a macro on a conversation
         * @description All of its actions, or none: where one is refused, `errors` points at it.
         */
        post: operations["run_macro"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's members */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a member
         * @description Only owners decide about owners, and a tenant keeps an owner who can get in.
         */
        patch: operations["patch_member"];
        trace?: never;
    };
    "/api/v1/mentions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Notes that name the caller, newest first
         * @description Only those that the caller may still see.
         */
        get: operations["list_mentions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One message */
        get: operations["get_message"];
        put?: never;
        post?: never;
        /**
         * Delete a message
         * @description One's own; owners and admins delete anybody's. A tombstone stays in its place, and nothing of what it
         *     said, nor of what was put on it.
         */
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        /**
         * Edit one's own text or note
         * @description `If-Match` is required. Every earlier text stays in the history. The text it has already changes
         *     nothing.
         */
        patch: operations["edit_message"];
        trace?: never;
    };
    "/api/v1/messages/{id}/delivery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tell what came of an attempt to send a message
         * @description For the integration behind an inbox. An attempt that is over is not changed any more. Reports that
         *     came under `external_id` before are taken in with it.
         */
        post: operations["answer_delivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a message said before, newest first */
        get: operations["list_earlier_texts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/reactions/{emoji}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put an emoji on a message */
        put: operations["add_reaction"];
        post?: never;
        /** Take one's emoji off a message */
        delete: operations["remove_reaction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try again to deliver a message that failed
         * @description Opens the next attempt of the same message.
         */
        post: operations["retry_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/presence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is there
         * @description Everybody who is there or has been.
         */
        get: operations["get_presence"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/realtime": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open a realtime connection
         * @description A WebSocket of the subprotocol `skybot.v1`: text frames, one JSON object in each. The first frame says
         *     who it is: `{"type":"authenticate","token":"…"}`, or `"ticket"`.
         */
        get: operations["connect"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scheduled-messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Scheduled messages of conversations the caller may see, by time */
        get: operations["list_scheduled_messages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/scheduled-messages/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One scheduled message */
        get: operations["get_scheduled_message"];
        put?: never;
        post?: never;
        /**
         * Cancel a message that waits
         * @description Its author may, and owners and admins. What was cancelled stays in the list of that state.
         */
        delete: operations["cancel_scheduled_message"];
        options?: never;
        head?: never;
        /**
         * Change a message that waits
         * @description Only its author may.
         */
        patch: operations["patch_scheduled_message"];
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Find messages, contacts, conversations, or the first few of each */
        get: operations["search_all"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's teams, oldest first */
        get: operations["list_teams"];
        put?: never;
        /** Make a team */
        post: operations["create_team"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a team
         * @description Its conversations stay, without a team: each is told of by `conversation:assigned` and in the audit log, and
         *     whoever saw them by the team alone sees them no more. Refused as `RESOURCE_IN_USE` while canned responses are for
         *     the team only, or more than 1,000 conversations, resolved and deleted ones too, are with it: give them to
         *     another first, many at once by `/conversations/bulk`. Macros that name the team are refused as
         *     `MACRO_BROKEN` from then on, and do nothing.
         */
        delete: operations["delete_team"];
        options?: never;
        head?: never;
        /** Give a team another name */
        patch: operations["rename_team"];
        trace?: never;
    };
    "/api/v1/teams/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of a team */
        get: operations["list_team_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put a member into a team */
        put: operations["add_team_member"];
        post?: never;
        /** Take a member out of a team */
        delete: operations["remove_team_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Saved views: the shared ones and the caller's own, oldest first */
        get: operations["list_views"];
        put?: never;
        /**
         * Save a view
         * @description One member may have 100 views that are not shared, a tenant 200 that are.
         */
        post: operations["create_view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One view */
        get: operations["get_view"];
        put?: never;
        post?: never;
        /** Delete a view */
        delete: operations["delete_view"];
        options?: never;
        head?: never;
        /** Change a view */
        patch: operations["patch_view"];
        trace?: never;
    };
    "/api/v1/views/{id}/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many conversations a view shows
         * @description Of those that the caller may see; counted up to 1,000.
         */
        get: operations["count_view"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/files/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file that a link opens */
        get: operations["follow_link"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process lives
         * @description Never looks at the store.
         */
        get: operations["get_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/problems/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a problem means, as a page for people */
        get: operations["get_problem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server can serve */
        get: operations["get_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description Accepts an invitation by its mailed link. */
        AcceptInvitation: {
            /**
             * Format: password
             * @description What stands behind `#token=` in the link.
             */
            token: string;
            /** @description The person's name; needed with the password by whoever has no user yet. */
            name?: string;
            /**
             * Format: password
             * @description 15 to 128 characters, and not among those that are guessed first.
             */
            password?: string;
        };
        /** @description An invitation that was accepted: sign in now. */
        AcceptedInvitation: {
            /**
             * Format: uuid
             * @description The tenant that one is a member of now.
             */
            account_id: string;
            /**
             * Format: idn-email
             * @description Where one signs in with.
             */
            email: string;
        };
        /** @description The tenant of the credential. */
        Account: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description Whether it may be used. */
            status: components["schemas"]["AccountStatus"];
            /** @description The language of its letters. */
            locale: components["schemas"]["Locale"];
            /** @description The language of its messages, for search: a word is found in its other forms too, unless it is quoted. */
            search_language: components["schemas"]["SearchLanguage"];
            /** @description Whether its people need a second factor. */
            second_factor_required: boolean;
            /**
             * @description The country that numbers without one are taken to be from, in two capitals.
             * @example FR
             */
            default_region: string | null;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Whether a tenant may be used.
         * @enum {string}
         */
        AccountStatus: "active" | "suspended";
        /** @description Who caused an event. */
        Actor: {
            /** @description Who can cause an event. */
            type: components["schemas"]["ActorType"];
            /**
             * Format: uuid
             * @description Which; null for the system.
             */
            id: string | null;
        };
        /**
         * @description Who can cause an event.
         * @enum {string}
         */
        ActorType: "user" | "bot" | "contact" | "system";
        /** @description One more way a contact is to be known. */
        AddIdentity: {
            /** @description Which kind. */
            kind: components["schemas"]["IdentityKind"];
            /**
             * @description A number in E.164 or as people of the account's `default_region` write it, an address, or an id.
             * @example +33639980001
             */
            value: string;
        };
        /** @description A tenant to be made, with its owner. */
        AdminCreateAccount: {
            /**
             * @description The tenant's name.
             * @example ACME
             */
            name: string;
            /**
             * Format: idn-email
             * @description Where the owner signs in with.
             * @example ana@example.com
             */
            owner_email: string;
            /**
             * @description The owner's name.
             * @example Ana Silva
             */
            owner_name: string;
            /**
             * Format: password
             * @description The owner's password; whoever has a user already keeps theirs.
             */
            owner_password: string;
        };
        /** @description A user to be made in a tenant. */
        AdminCreateUser: {
            /**
             * Format: idn-email
             * @description Where the user signs in with.
             * @example bob@example.com
             */
            email: string;
            /**
             * @description The user's name.
             * @example Bob
             */
            name: string;
            /**
             * Format: password
             * @description The user's password; whoever has a user already keeps theirs.
             */
            password: string;
            /** @description What the member may do; not `bot`. */
            role: components["schemas"]["Role"];
            /** @description Which conversations the member may see. */
            reach?: components["schemas"]["Reach"];
        };
        /** @description What was made. */
        AdminCreated: {
            /**
             * Format: uuid
             * @description The tenant.
             */
            account_id: string;
            /**
             * Format: uuid
             * @description The user.
             */
            user_id: string;
        };
        /**
         * @description What can come of handing a message to a channel.
         * @enum {string}
         */
        AnsweredStatus: "sending" | "sent" | "failed";
        /** @description A key as people see it. */
        ApiKey: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What stands in front of the secret: `sk_<public id>_…`. */
            public_id: string;
            /** @description What people call it. */
            name: string;
            /**
             * Format: uuid
             * @description The member it acts as.
             */
            user_id: string;
            /** @description What it may be used for. */
            scopes: components["schemas"]["Permission"][];
            /** @description Where it may be used from; anywhere if empty. */
            allowed_addresses: string[];
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            expires_at: components["schemas"]["Timestamp"] | null;
            revoked_at: components["schemas"]["Timestamp"] | null;
            last_used_at: components["schemas"]["Timestamp"] | null;
            old_secret_until: components["schemas"]["Timestamp"] | null;
        };
        /** @description Who has a conversation. Absent leaves it; null is nobody. */
        AssignConversation: {
            /**
             * Format: uuid
             * @description The member.
             */
            user_id?: string | null;
            /**
             * Format: uuid
             * @description The team.
             */
            team_id?: string | null;
        };
        /** @description A file of a message. */
        Attachment: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What the sender called it, cleaned. */
            name: string;
            /** @description What its bytes are, such as `image/png`. */
            media_type: string;
            /**
             * Format: int64
             * @description Bytes.
             */
            size: number;
            /**
             * Format: int32
             * @description Pixels across, for images.
             */
            width: number | null;
            /**
             * Format: int32
             * @description Pixels down, for images.
             */
            height: number | null;
            /** @description Whether there is a small picture of it. */
            has_thumbnail: boolean;
        };
        /** @description What the values under a key must be. */
        AttributeDefinition: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What has it. */
            entity: components["schemas"]["AttributeEntity"];
            /**
             * @description What it is called in `custom_attributes`.
             * @example plan
             */
            key: string;
            /** @description What people call it. */
            title: string;
            /** @description What it holds. */
            type: components["schemas"]["AttributeType"];
            /** @description Of a list: what may be chosen, in the order it is offered. */
            options: string[];
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description What has custom attributes.
         * @enum {string}
         */
        AttributeEntity: "conversation" | "contact";
        /**
         * @description What an attribute holds: `date` a day such as `2026-01-31`, `link` an address that begins with
         *     `http://` or `https://`, `list` one of the options.
         * @enum {string}
         */
        AttributeType: "text" | "number" | "boolean" | "date" | "link" | "list";
        /**
         * @description Custom attributes by name: lower snake case names, plain values
         * @example {
         *       "plan": "gold",
         *       "seats": 5,
         *       "trial": false
         *     }
         */
        Attributes: {
            [key: string]: string | number | boolean;
        };
        /** @description Something that happened. */
        AuditEntry: {
            /**
             * Format: int64
             * @description Grows with time.
             */
            id: number;
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /**
             * @description Who did it: `user`, `bot`, `contact`, `system`.
             * @example user
             */
            actor_type: string;
            /**
             * Format: uuid
             * @description Which.
             */
            actor_id: string | null;
            /** @description Who did it in the actor's name, if it was the platform. */
            impersonator: string | null;
            /** @description The request that did it. */
            request_id: string | null;
            /** @description Where from. */
            ip: string | null;
            /** @description What the client says it is. */
            user_agent: string | null;
            /**
             * @description What was done: `insert`, `update`, `delete`, or what happened to security, such as
             *     `signed_in`.
             * @example update
             */
            action: string;
            /**
             * @description The kind of thing it was done to.
             * @example conversations
             */
            subject_type: string;
            /** @description Which. */
            subject_id: string;
            /** @description What changed, as it was; never a secret. */
            before: Record<string, never> | null;
            /** @description What changed, as it is now; never a secret. */
            after: Record<string, never> | null;
        };
        /** @description Codes for the day the authenticator app is lost. Shown once. */
        BackupCodes: {
            /** @description Ten, each good for once. */
            backup_codes: string[];
        };
        /** @description How far a change to many conversations is. Whoever asked for it sees it. */
        Batch: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description How far it is. */
            state: components["schemas"]["BatchState"];
            /**
             * Format: int64
             * @description How many conversations it is about.
             */
            total: number;
            /**
             * Format: int64
             * @description How many are as they should be.
             */
            done: number;
            /**
             * Format: int64
             * @description How many were left as they are.
             */
            skipped: number;
            /** @description Why, most frequent first. */
            reasons: components["schemas"]["SkippedConversations"][];
            /**
             * Format: uuid
             * @description The batch that this one undoes.
             */
            undo_of: string | null;
            /**
             * Format: uuid
             * @description The batch that undoes this one.
             */
            undone_by: string | null;
            /** @description When it was asked for. */
            created_at: components["schemas"]["Timestamp"];
            started_at: components["schemas"]["Timestamp"] | null;
            finished_at: components["schemas"]["Timestamp"] | null;
        };
        /** @description Where to look how far it is. */
        BatchStarted: {
            /**
             * Format: uuid
             * @description The batch.
             */
            batch_id: string;
        };
        /**
         * @description How far a batch is: `done` when every conversation is changed or left.
         * @enum {string}
         */
        BatchState: "queued" | "running" | "done";
        /** @description What is done to each conversation: exactly one of these. */
        BulkAction: {
            status?: components["schemas"]["ChangeStatus"] | null;
            assignment?: components["schemas"]["AssignConversation"] | null;
            priority?: components["schemas"]["Priority"] | null;
            /** @description Put these labels on. */
            add_labels?: string[] | null;
            /** @description Take these labels off. */
            remove_labels?: string[] | null;
            /** @description `true`: the caller has read all of it. */
            mark_read?: boolean | null;
        };
        /** @description A change to many conversations. Either `filter` or `ids`. */
        BulkChange: {
            filter?: components["schemas"]["Filter"] | null;
            /** @description These conversations. */
            ids?: string[] | null;
            /** @description What is done to each. */
            action: components["schemas"]["BulkAction"];
        };
        /**
         * @description Whether the bus works.
         * @enum {string}
         */
        BusStatus: "up" | "down";
        /** @description A text that a team says again and again. */
        CannedResponse: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * @description What people type to find it.
             * @example thanks
             */
            short_code: string;
            /** @description What people read. */
            title: string;
            /**
             * @description What it says, with its variables.
             * @example Thank you, {{contact.first_name | dear customer}}!
             */
            body: string;
            /**
             * Format: uuid
             * @description For the members of this team only; null is for all.
             */
            team_id: string | null;
            /**
             * Format: int64
             * @description How often it was filled in.
             */
            usage_count: number;
            /**
             * Format: int64
             * @description Counts changes; being used is none.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Why a conversation's state changed.
         * @enum {string}
         */
        Cause: "request" | "message" | "timer";
        /** @description Labels to put on a conversation and to take off, all at once. */
        ChangeLabels: {
            /** @description Put on; those that are on stay. */
            add?: string[];
            /** @description Taken off; those that are not on do not matter. */
            remove?: string[];
        };
        /** @description Sets a new password, knowing the old one. */
        ChangePasswordRequest: {
            /**
             * Format: password
             * @description The password of now.
             */
            current_password: string;
            /**
             * Format: password
             * @description 15 to 128 characters (8 with a second factor), and not among those that are guessed first.
             */
            new_password: string;
        };
        /** @description A step of the state machine. */
        ChangeStatus: {
            /** @description The state asked for. */
            status: components["schemas"]["Status"];
            snoozed_until?: components["schemas"]["Timestamp"] | null;
            /**
             * @description Only with `snoozed`: whether the contact's next message wakes it; true if not given. False needs
             *     `snoozed_until`.
             */
            wake_on_reply?: boolean | null;
        };
        /**
         * @description The world an inbox talks to. This release can make inboxes of `api` and `webchat`.
         * @enum {string}
         */
        Channel: "api" | "webchat" | "email" | "whatsapp";
        /** @description Where contacts work. */
        Company: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What it is called. */
            name: string;
            /**
             * @description Its host.
             * @example example.com
             */
            domain: string | null;
            /** @description Custom attributes by name. */
            custom_attributes: components["schemas"]["Attributes"];
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description A customer. */
        Contact: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What the contact is called. */
            name: string;
            /**
             * @description E.164; the primary one.
             * @example +33639980001
             */
            phone: string | null;
            /** @description An e-mail address; the primary one. */
            email: string | null;
            /** @description What another system calls the contact; the primary one. */
            external_id: string | null;
            /** @description All that the contact is known by, the primary ones too. */
            identities: components["schemas"]["ContactIdentity"][];
            /**
             * Format: uuid
             * @description Where it works.
             */
            company_id: string | null;
            /** @description Custom attributes by name. */
            custom_attributes: components["schemas"]["Attributes"];
            blocked_at: components["schemas"]["Timestamp"] | null;
            /**
             * Format: uuid
             * @description Who decided so.
             */
            blocked_by: string | null;
            /**
             * Format: uuid
             * @description What it has become part of. Only events show such contacts.
             */
            merged_into: string | null;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description One way a contact is known. Unique in the tenant. */
        ContactIdentity: {
            /** @description Which kind. */
            kind: components["schemas"]["IdentityKind"];
            /**
             * @description The number in E.164, the address as written, or the id.
             * @example +33639980001
             */
            value: string;
        };
        /** @description A file of contacts that is taken in. */
        ContactImport: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description How far it is. */
            state: components["schemas"]["ImportState"];
            /** @description Whether it only tells what would happen. */
            dry_run: boolean;
            /** @description What it does with what is known. */
            on_conflict: components["schemas"]["OnConflict"];
            /**
             * Format: int64
             * @description The file's size.
             */
            bytes: number;
            /**
             * Format: int64
             * @description So much of it is read.
             */
            bytes_read: number;
            /**
             * Format: int64
             * @description Rows read.
             */
            rows: number;
            /**
             * Format: int64
             * @description New contacts.
             */
            created: number;
            /**
             * Format: int64
             * @description Contacts that changed.
             */
            updated: number;
            /**
             * Format: int64
             * @description Rows whose contact was left as it is.
             */
            skipped: number;
            /**
             * Format: int64
             * @description Rows that are wrong.
             */
            refused: number;
            /** @description Why, for the first thousand. */
            errors: components["schemas"]["ImportError"][];
            /** @description When it was asked for. */
            created_at: components["schemas"]["Timestamp"];
            finished_at: components["schemas"]["Timestamp"] | null;
        };
        /** @description What a member noted of a contact. */
        ContactNote: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description Of whom.
             */
            contact_id: string;
            /**
             * Format: uuid
             * @description Who wrote it.
             */
            author_id: string;
            /** @description What the author is called. */
            author_name: string;
            /** @description What it says. */
            body: string;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was written. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description What a conversation shows of its contact. */
        ContactSummary: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What the contact is called. */
            name: string;
            /** @description E.164. */
            phone: string | null;
            /** @description An e-mail address. */
            email: string | null;
        };
        /** @description A contact with older ones that it might be. */
        ContactSuspects: {
            /**
             * Format: uuid
             * @description The contact.
             */
            contact_id: string;
            /** @description What it is called. */
            name: string;
            /** @description Those that it might be. */
            duplicates: components["schemas"]["ContactSuspicion"][];
        };
        /** @description A contact that might be the one it is held against. */
        ContactSuspicion: {
            /**
             * Format: uuid
             * @description The contact.
             */
            contact_id: string;
            /** @description What it is called. */
            name: string;
            /** @description Why; at least one. */
            reasons: components["schemas"]["SuspicionReason"][];
        };
        /** @description A thread between a contact and the tenant. */
        Conversation: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description A small number for people; numbers may be missing.
             */
            number: number;
            /**
             * Format: uuid
             * @description Where it came in.
             */
            inbox_id: string;
            /** @description The world it is held in. */
            channel: components["schemas"]["Channel"];
            /** @description The customer. */
            contact: components["schemas"]["ContactSummary"];
            /** @description Whose turn it is. */
            status: components["schemas"]["Status"];
            snoozed_until: components["schemas"]["Timestamp"] | null;
            /** @description Whether the contact's next message wakes it; false only of one that sleeps until a time alone. */
            wake_on_reply: boolean;
            /** @description How much it hurries. */
            priority: components["schemas"]["Priority"];
            /** @description What it is about. */
            subject: string | null;
            /**
             * Format: uuid
             * @description The member who has it.
             */
            assignee_id: string | null;
            /**
             * Format: uuid
             * @description The team that has it.
             */
            team_id: string | null;
            /** @description In order of names. */
            labels: string[];
            /**
             * Format: int64
             * @description All messages, deleted ones too; also the newest `seq`.
             */
            message_count: number;
            /**
             * Format: int64
             * @description Members who watch it.
             */
            participant_count: number;
            /**
             * Format: int64
             * @description What the contact wrote after the caller's read cursor. Absent in events.
             */
            unread_count?: number;
            /** @description Whether the caller muted it. Absent in events. */
            muted?: boolean;
            /** @description When the caller's mute ends; absent when it does not. */
            muted_until?: components["schemas"]["Timestamp"];
            last_message: components["schemas"]["LastMessage"] | null;
            /** @description When something was last said (or it was made). */
            last_activity_at: components["schemas"]["Timestamp"];
            waiting_since: components["schemas"]["Timestamp"] | null;
            first_reply_at: components["schemas"]["Timestamp"] | null;
            /** @description Custom attributes by name. */
            custom_attributes: components["schemas"]["Attributes"];
            /**
             * Format: int64
             * @description Counts changes; messages are not among them.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description How many conversations the caller may see, in one snapshot. */
        ConversationCounts: {
            /**
             * Format: int64
             * @description Of status open.
             */
            open: number;
            /**
             * Format: int64
             * @description Of status pending.
             */
            pending: number;
            /**
             * Format: int64
             * @description Of status snoozed.
             */
            snoozed: number;
            /**
             * Format: int64
             * @description Of status resolved.
             */
            resolved: number;
            /**
             * Format: int64
             * @description Not resolved and the caller's.
             */
            mine: number;
            /**
             * Format: int64
             * @description Not resolved and nobody's.
             */
            unassigned: number;
            /**
             * Format: int64
             * @description Not resolved and with messages the caller has not read.
             */
            unread: number;
        };
        /** @description A day on which something was written. */
        ConversationDay: {
            /**
             * Format: date
             * @description Which, in the time zone that was asked for.
             * @example 2026-11-02
             */
            day: string;
            /**
             * Format: int64
             * @description The first message of the day, in the order of the thread.
             */
            first_seq: number;
            /**
             * Format: int64
             * @description How many there are, deleted ones too.
             */
            messages: number;
        };
        /** @description The days of a conversation. */
        ConversationDays: {
            /** @description Oldest first; days on which nothing was written are left out. */
            items: components["schemas"]["ConversationDay"][];
        };
        /** @description A key to be made. */
        CreateApiKey: {
            /**
             * @description What people call it.
             * @example n8n
             */
            name: string;
            /** @description What it may be used for. */
            scopes: components["schemas"]["Permission"][];
            /**
             * Format: uuid
             * @description The bot it acts as; without one a bot of the key's name is made.
             */
            user_id?: string;
            /**
             * @description Addresses and networks it may be used from; from anywhere if empty.
             * @example [
             *       "203.0.113.0/24"
             *     ]
             */
            allowed_addresses?: string[];
            /** @description When it ends by itself. */
            expires_at?: components["schemas"]["Timestamp"];
        };
        /** @description A definition to be made. */
        CreateAttributeDefinition: {
            /** @description What has it. */
            entity: components["schemas"]["AttributeEntity"];
            /**
             * @description What it is called in `custom_attributes`; unique for the entity.
             * @example plan
             */
            key: string;
            /** @description What people call it. */
            title: string;
            /** @description What it holds. */
            type: components["schemas"]["AttributeType"];
            /** @description Of a list, and of nothing else: what may be chosen. */
            options?: string[];
        };
        /** @description A canned response to be made. */
        CreateCannedResponse: {
            /**
             * @description What people type to find it; kept in lower case; unique in the tenant.
             * @example thanks
             */
            short_code: string;
            /** @description What people read. */
            title: string;
            /**
             * @description What it says. `{{variable | fallback}}` stands for a value: `contact.name`,
             *     `contact.first_name`, `contact.email`, `contact.phone`, `contact.custom.<name>`, `agent.name`,
             *     `agent.first_name`, `conversation.number`, `conversation.subject`,
             *     `conversation.custom.<name>`, `inbox.name`, `account.name`.
             * @example Thank you, {{contact.first_name | dear customer}}!
             */
            body: string;
            /**
             * Format: uuid
             * @description For the members of this team only.
             */
            team_id?: string | null;
        };
        /** @description A company to be made. */
        CreateCompany: {
            /**
             * @description What it is called; unique in the tenant without regard to case.
             * @example Acme
             */
            name: string;
            /**
             * @description Its host.
             * @example example.com
             */
            domain?: string | null;
            /** @description Custom attributes by name: lower snake case, at most 50. */
            custom_attributes?: components["schemas"]["Attributes"];
        };
        /** @description A contact to be made. */
        CreateContact: {
            /**
             * @description What the contact is called.
             * @example Ana Ortiz
             */
            name: string;
            /**
             * @description E.164; spaces, dots, dashes and parentheses are forgiven. Or as people of the account's
             *     `default_region` write it. Unique in the tenant.
             * @example +33639980001
             */
            phone?: string | null;
            /**
             * @description An e-mail address, unique in the tenant without regard to case.
             * @example ana@example.com
             */
            email?: string | null;
            /**
             * @description What another system calls the contact, unique in the tenant.
             * @example crm-1042
             */
            external_id?: string | null;
            /**
             * Format: uuid
             * @description Where it works.
             */
            company_id?: string | null;
            /** @description Custom attributes by name: lower snake case, at most 50. */
            custom_attributes?: components["schemas"]["Attributes"];
        };
        /** @description A conversation to be opened, with a known contact or with one described. */
        CreateConversation: {
            /**
             * Format: uuid
             * @description Where.
             */
            inbox_id: string;
            /**
             * Format: uuid
             * @description With whom. Either this or `contact`.
             */
            contact_id?: string | null;
            contact?: components["schemas"]["CreateContact"] | null;
            /** @description What it is about. */
            subject?: string | null;
            message?: components["schemas"]["FirstMessage"] | null;
        };
        /** @description An inbox to be made. */
        CreateInbox: {
            /**
             * @description What people call it; unique in the tenant without regard to case.
             * @example Support
             */
            name: string;
            /** @description The world it talks to; never changes. */
            channel: components["schemas"]["Channel"];
            /** @description How it learns how far its messages get; `direct` if not given. */
            delivery?: components["schemas"]["DeliveryMode"];
        };
        /** @description Somebody to be asked to join. */
        CreateInvitation: {
            /**
             * Format: idn-email
             * @description Where the letter goes.
             * @example bob@example.com
             */
            email: string;
            /** @description What the member will be allowed; not `bot`. */
            role: components["schemas"]["Role"];
            /** @description Which conversations the member will see. */
            reach?: components["schemas"]["Reach"];
            /** @description The inboxes the member will belong to. */
            inbox_ids?: string[];
        };
        /** @description A label to be made. */
        CreateLabel: {
            /**
             * @description Letters, digits, dashes, underscores, dots or colons; kept in lower case; unique in the
             *     tenant.
             * @example vip
             */
            name: string;
            /**
             * @description `#rrggbb`.
             * @example #1f6feb
             */
            color: string;
        };
        /** @description A macro to be made. */
        CreateMacro: {
            /**
             * @description What people call it.
             * @example Refund granted
             */
            name: string;
            /** @description Who sees it; shared ones are made by those who configure the tenant. */
            visibility: components["schemas"]["MacroVisibility"];
            /** @description What it does, in order: all of it, or nothing. */
            actions: components["schemas"]["MacroAction"][];
        };
        /** @description A team to be made. */
        CreateTeam: {
            /**
             * @description What people call it; unique in the tenant.
             * @example Billing
             */
            name: string;
        };
        /** @description A view to be made. */
        CreateView: {
            /** @description What people call it. */
            name: string;
            /** @description Which conversations. */
            filter: components["schemas"]["Filter"];
            /** @description In which order; `last_activity` if not given. */
            sort?: components["schemas"]["Sort"];
            /** @description Whether all members see it; needs the permission `settings:write`. */
            shared?: boolean;
        };
        /** @description A conversation that was deleted and can be brought back. */
        DeletedConversation: {
            /** @description As it was. */
            conversation: components["schemas"]["Conversation"];
            /** @description When it was deleted. */
            deleted_at: components["schemas"]["Timestamp"];
            /**
             * Format: uuid
             * @description By which member; null if by the product.
             */
            deleted_by: string | null;
            /** @description Until when it can be brought back. */
            restorable_until: components["schemas"]["Timestamp"];
        };
        /** @description What came of an attempt to send a message. */
        DeliveryAnswer: {
            /**
             * Format: int64
             * @description Which attempt: the message's `attempt` when it was taken.
             */
            attempt: number;
            /** @description What came of it. */
            status: components["schemas"]["AnsweredStatus"];
            /** @description What the provider calls the message; later reports name it so. */
            external_id?: string;
            /** @description Why it failed; required with `failed`, and only then. */
            failed_reason?: components["schemas"]["NewFailedReason"];
        };
        /**
         * @description How an inbox learns how far its outbound messages get. `direct`: not at all, they count as sent
         *     when they are stored. `reported` (only for the channel `api`): they wait, queued, for an
         *     integration, which reports what becomes of them.
         * @enum {string}
         */
        DeliveryMode: "direct" | "reported";
        /** @description What a provider reports of one message. */
        DeliveryReport: {
            /** @description What the provider calls the message. */
            external_id: string;
            /** @description How far it got. */
            status: components["schemas"]["ReportedStatus"];
            /** @description When it got there. */
            at: components["schemas"]["Timestamp"];
            /** @description Why it failed; required with `failed`, and only then. */
            failed_reason?: components["schemas"]["NewFailedReason"];
        };
        /** @description What a provider reports. */
        DeliveryReports: {
            /** @description In any order, and as often as the provider sends them. */
            reports: components["schemas"]["DeliveryReport"][];
        };
        /**
         * @description How far a message got.
         * @enum {string}
         */
        DeliveryStatus: "queued" | "sending" | "sent" | "delivered" | "read" | "failed";
        /**
         * @description Which way a message goes.
         * @enum {string}
         */
        Direction: "inbound" | "outbound" | "internal";
        /** @description Gives the second factor up. */
        DisableTotp: {
            /**
             * Format: password
             * @description The password.
             */
            password: string;
            /**
             * @description A code of the authenticator app.
             * @example 123456
             */
            code?: string;
            /**
             * @description A backup code instead.
             * @example abcde-fghjk
             */
            backup_code?: string;
        };
        /** @description What the caller has begun to write in a conversation. Nobody else sees it. */
        Draft: {
            /**
             * Format: uuid
             * @description Where.
             */
            conversation_id: string;
            /** @description Whom it is for. */
            kind: components["schemas"]["PostKind"];
            /** @description What it says so far. */
            body: string;
            /**
             * Format: uuid
             * @description The message it will answer.
             */
            reply_to_id: string | null;
            /**
             * Format: int64
             * @description Counts changes; starts anew when a draft is begun anew.
             */
            version: number;
            /** @description When it was last changed. */
            saved_at: components["schemas"]["Timestamp"];
        };
        /** @description What a message said before an edit. */
        EarlierText: {
            /**
             * Format: int64
             * @description The version that said it.
             */
            version: number;
            /** @description What it said. */
            body: string;
            /**
             * Format: uuid
             * @description Who replaced it.
             */
            edited_by: string | null;
            /** @description When it was replaced. */
            edited_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description A message's new text. `If-Match` is required: an edit never goes over one that its writer has not
         *     seen.
         */
        EditMessage: {
            /**
             * @description What it says now; kept exactly as written.
             * @example Your parcel left our house this afternoon.
             */
            body: string;
            /** @description All members it names now, by user id; only for notes. Not given: as before. */
            mentions?: string[];
        };
        /** @description Sessions that were ended. */
        EndedSessions: {
            /**
             * Format: int64
             * @description How many.
             */
            ended: number;
        };
        /** @description Asks for a second factor. */
        EnrolTotp: {
            /**
             * Format: password
             * @description The password, of whoever has one.
             */
            password?: string;
        };
        /** @description An entry of the log. */
        Event: {
            /**
             * Format: uuid
             * @description Its id; the same in every copy.
             */
            id: string;
            /**
             * Format: int64
             * @description Its place in the tenant's log, in commit order.
             */
            pos: number;
            /** @description What happened. */
            type: components["schemas"]["EventType"];
            /** @description When. */
            at: components["schemas"]["Timestamp"];
            /**
             * Format: uuid
             * @description The tenant.
             */
            account_id: string;
            /**
             * Format: uuid
             * @description The conversation, for `conversation:*`, `message:*`, `draft:*` and `scheduled:*`.
             */
            conversation_id?: string;
            /** @description Who caused it. */
            actor: components["schemas"]["Actor"];
            /** @description What it is about, as it is now. */
            data: components["schemas"]["EventData"];
            /** @description Of `conversation:status`: the step. */
            change?: components["schemas"]["StatusStep"];
            /** @description Of `message:mentioned`: those whom the note names since then, and still does. */
            mentioned?: string[];
        };
        /** @description What an event is about, as it is now. */
        EventData: components["schemas"]["Message"] | components["schemas"]["Conversation"] | components["schemas"]["ScheduledMessage"] | components["schemas"]["Draft"] | components["schemas"]["Contact"] | components["schemas"]["Inbox"] | components["schemas"]["Member"] | components["schemas"]["Account"] | components["schemas"]["ReadMoved"] | components["schemas"]["Merged"] | components["schemas"]["Gone"];
        /** @description A stretch of the log. */
        EventPage: {
            /** @description What the caller may see of it, in order of `pos`. */
            items: components["schemas"]["Event"][];
            /**
             * Format: int64
             * @description The newest position.
             */
            head: number;
            /**
             * Format: int64
             * @description The oldest position that can be read after.
             */
            oldest: number;
            /**
             * Format: int64
             * @description Read on after this.
             */
            next_after: number;
        };
        /**
         * @description What happened.
         * @enum {string}
         */
        EventType: "conversation:created" | "conversation:updated" | "conversation:status" | "conversation:assigned" | "conversation:read" | "conversation:merged" | "conversation:deleted" | "conversation:restored" | "message:created" | "message:updated" | "message:status" | "message:deleted" | "message:mentioned" | "draft:updated" | "scheduled:updated" | "contact:created" | "contact:updated" | "contact:merged" | "contact:deleted" | "inbox:updated" | "member:updated" | "account:updated";
        /** @description Why a message could not be delivered. */
        FailedReason: {
            /** @description Stable code. */
            code: string;
            /** @description For people. */
            title: string;
            /** @description Whether another attempt may succeed. */
            retryable: boolean;
        };
        /** @description A link to a file, which opens it without any other credential. */
        FileLink: {
            /** @description Opens the file. */
            url: string;
            /** @description Opens the small picture of it; null if there is none. */
            thumbnail_url: string | null;
            /** @description The links open nothing from this moment on. */
            expires_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description A filter: exactly one of `all`, `any`, `not` and `field`.
         *
         *     At most 5 deep (a condition alone is 1), with at most 30 conditions, each of at most 50 values. A
         *     condition on what a conversation has not does not hold; its opposite (`not_in`, `ne`, `has_not`,
         *     `false`) then does. `all` of nothing is everything, `any` of nothing is nothing.
         *
         *     | field | op | value |
         *     |---|---|---|
         *     | `status`, `priority` | `in`, `not_in` | list of names |
         *     | `assignee` | `in`, `not_in` | list of `me`, `none` and user ids |
         *     | `team` | `in`, `not_in` | list of `none` and team ids |
         *     | `inbox`, `contact` | `in`, `not_in` | list of ids |
         *     | `label` | `has`, `has_not` | a label's name |
         *     | `unread`, `muted`, `participant`, `waiting` | `eq` | boolean; all but the last are the caller's |
         *     | `waiting_since`, `created_at`, `last_activity_at` | `before`, `after` | RFC 3339 time |
         *     | `number` | `eq`, `ne`, `lt`, `gt` | integer |
         *     | `subject` | `contains`; `exists` | text; boolean |
         *     | `custom_attributes.<key>`, `contact.custom_attributes.<key>` | `eq`, `ne`; `lt`, `gt`; `exists` | as the attribute is defined; number or day; boolean |
         * @example {
         *       "all": [
         *         {
         *           "field": "status",
         *           "op": "in",
         *           "value": [
         *             "open"
         *           ]
         *         },
         *         {
         *           "any": [
         *             {
         *               "field": "label",
         *               "op": "has",
         *               "value": "vip"
         *             },
         *             {
         *               "field": "unread",
         *               "op": "eq",
         *               "value": true
         *             }
         *           ]
         *         }
         *       ]
         *     }
         */
        Filter: {
            /** @description All of these hold. */
            all?: components["schemas"]["Filter"][];
            /** @description One of these holds, or more. */
            any?: components["schemas"]["Filter"][];
            /** @description This does not hold. */
            not?: components["schemas"]["Filter"];
            /** @description Of this field … */
            field?: string;
            /** @description … this is asked … */
            op?: components["schemas"]["FilterOp"];
            /** @description … with this value. */
            value?: components["schemas"]["FilterValue"];
        };
        /** @description Which conversations, in which order. */
        FilterConversations: {
            /** @description Which. */
            filter: components["schemas"]["Filter"];
            /** @description The order; `last_activity` if not given. */
            sort?: components["schemas"]["Sort"];
            /**
             * Format: int64
             * @description Most items on the page; 20 if not given.
             */
            limit?: number;
            /** @description The page before said this was next. */
            cursor?: string;
        };
        /**
         * @description What a condition asks of a field.
         * @enum {string}
         */
        FilterOp: "in" | "not_in" | "eq" | "ne" | "lt" | "gt" | "before" | "after" | "has" | "has_not" | "contains" | "exists";
        /** @description A plain value, or a list of them */
        FilterValue: (string | number | boolean) | (string | number | boolean)[];
        /** @description A first message. */
        FirstMessage: {
            /** @description Whom it is for. */
            kind: components["schemas"]["PostKind"];
            /** @description What it says. */
            body: string;
        };
        /** @description Stands for what no longer exists. */
        Gone: {
            /**
             * Format: uuid
             * @description What it was.
             */
            id: string;
            /** @description Always true. */
            deleted: boolean;
        };
        /** @description The answer of `/health` and `/ready`. */
        Health: {
            /** @description How the process is. */
            status: components["schemas"]["HealthStatus"];
            bus?: components["schemas"]["BusStatus"] | null;
        };
        /**
         * @description How the process is.
         * @enum {string}
         */
        HealthStatus: "ok";
        /** @description What a browser brings back from an identity provider. */
        IdentityArrival: {
            /** @description `state` of the address it came back to. */
            state: string;
            /**
             * Format: password
             * @description `code` of the same.
             */
            code: string;
            /** @description Where the refresh token goes. */
            transport?: components["schemas"]["Transport"];
        };
        /** @description Where to send a browser that is to sign in by an identity provider. */
        IdentityDeparture: {
            /**
             * Format: uri
             * @description The provider's page.
             */
            url: string;
        };
        /**
         * @description How a contact can be known.
         * @enum {string}
         */
        IdentityKind: "phone" | "email" | "external" | "bsuid";
        /** @description The identity providers that one can sign in by. */
        IdentityProviders: {
            /** @description Their names. */
            items: string[];
        };
        /** @description Acts in a member's name. */
        Impersonate: {
            /**
             * Format: uuid
             * @description The member.
             */
            user_id: string;
            /**
             * @description Who does so, for the tenant's audit log.
             * @example support: Kim
             */
            operator: string;
        };
        /** @description What is wrong with a row. */
        ImportError: {
            /**
             * Format: int64
             * @description The line it begins on; the first is 1.
             */
            line: number;
            /** @description Its column, if it is about one. */
            field: string | null;
            /**
             * @description The rule as a stable constant.
             * @example INVALID_PHONE
             */
            code: string;
            /** @description The rule in a sentence. */
            detail: string;
        };
        /**
         * @description How far an import is.
         * @enum {string}
         */
        ImportState: "receiving" | "queued" | "running" | "done" | "failed";
        /** @description A place messages come in through. */
        Inbox: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description The world it talks to. */
            channel: components["schemas"]["Channel"];
            /** @description How it learns how far its messages get. */
            delivery: components["schemas"]["DeliveryMode"];
            /** @description What a message of the contact does to a resolved conversation. */
            reopen_policy: components["schemas"]["ReopenPolicy"];
            /**
             * Format: int32
             * @description Of `reopen_within`: for how long after it was resolved.
             */
            reopen_within_hours: number | null;
            /**
             * Format: int64
             * @description Largest file in bytes; null: as the server has it.
             */
            attachment_max_bytes: number | null;
            /** @description Types of files it takes, such as `image/*`; empty: those of the server. */
            attachment_types: string[];
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Who wrote a message that comes in: the contact with one of the identities, or else a new one. At
         *     least one identity.
         */
        IncomingContact: {
            /**
             * @description What a new contact is called; an identity if not given.
             * @example Ana Ortiz
             */
            name?: string | null;
            /**
             * @description E.164; spaces, dots, dashes and parentheses are forgiven.
             * @example +33639980001
             */
            phone?: string | null;
            /**
             * @description An e-mail address; compared without regard to case.
             * @example ana@example.com
             */
            email?: string | null;
            /**
             * @description What another system calls the contact.
             * @example crm-1042
             */
            external_id?: string | null;
        };
        /** @description Somebody who was asked to join and has not answered. */
        Invitation: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: idn-email
             * @description Where the letter goes.
             */
            email: string;
            /** @description What the member will be allowed. */
            role: components["schemas"]["Role"];
            /** @description Which conversations the member will see. */
            reach: components["schemas"]["Reach"];
            /** @description The inboxes the member will belong to. */
            inbox_ids: string[];
            /**
             * Format: uuid
             * @description Who invites.
             */
            invited_by: string;
            /** @description When. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it is over. */
            expires_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description What a message is.
         * @enum {string}
         */
        Kind: "text" | "note" | "activity" | "media" | "location" | "contacts" | "reaction" | "interactive" | "template" | "unsupported";
        /** @description A label that can be put on conversations. */
        Label: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * @description Its name; conversations and paths name it by this.
             * @example vip
             */
            name: string;
            /**
             * @description `#rrggbb`.
             * @example #1f6feb
             */
            color: string;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description The start of a conversation's newest message. */
        LastMessage: {
            /**
             * Format: int64
             * @description Its place.
             */
            seq: number;
            /** @description What it is. */
            kind: components["schemas"]["Kind"];
            /** @description Which way it goes. */
            direction: components["schemas"]["Direction"];
            /** @description Its first 140 characters; null once it is deleted. */
            preview: string | null;
            /** @description When it was stored. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description An address that a letter is asked for to. */
        LetterRequest: {
            /**
             * Format: idn-email
             * @description The address.
             * @example ana@example.com
             */
            email: string;
            /** @description The language to write in, should nobody there have chosen one. */
            locale?: components["schemas"]["Locale"];
        };
        /** @description The secret of a mailed link. */
        LinkRequest: {
            /**
             * Format: password
             * @description What stands behind `#token=` in the link.
             */
            token: string;
        };
        /**
         * @description A language that people are written to in.
         * @enum {string}
         */
        Locale: "en" | "fr" | "es" | "pt";
        /** @description A sign-in. */
        LoginRequest: {
            /**
             * Format: idn-email
             * @description Where the user signs in with.
             * @example ana@example.com
             */
            email: string;
            /**
             * Format: password
             * @description The password.
             */
            password: string;
            /**
             * @description A code of the authenticator app, for whoever has a second factor.
             * @example 123456
             */
            code?: string;
            /**
             * @description A backup code instead; each is good for once.
             * @example abcde-fghjk
             */
            backup_code?: string;
            /** @description Where the refresh token goes. */
            transport?: components["schemas"]["Transport"];
        };
        /**
         * @description Ends a session. Without a token in the body the cookie is used, and without one the session
         *     of the access token.
         */
        LogoutRequest: {
            /**
             * Format: password
             * @description The refresh token of the session, unless it is in the cookie.
             */
            refresh_token?: string | null;
        };
        /** @description What a team, or a member, does again and again. */
        Macro: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description Who sees it. */
            visibility: components["schemas"]["MacroVisibility"];
            /**
             * Format: uuid
             * @description Whose it is while it is personal.
             */
            owner_id: string;
            /** @description What it does, in order. */
            actions: components["schemas"]["MacroAction"][];
            /**
             * Format: int64
             * @description How often it was run.
             */
            usage_count: number;
            /**
             * Format: int64
             * @description Counts changes; being run is none.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description One thing that a macro does. */
        MacroAction: {
            /** @description Not `snoozed`: that is an action of its own. */
            status: components["schemas"]["Status"];
            /** @enum {string} */
            type: "set_status";
        } | {
            /**
             * Format: uuid
             * @description The member.
             */
            user_id: string;
            /** @enum {string} */
            type: "assign_user";
        } | {
            /**
             * Format: uuid
             * @description The team.
             */
            team_id: string;
            /** @enum {string} */
            type: "assign_team";
        } | {
            /** @enum {string} */
            type: "assign_me";
        } | {
            /** @enum {string} */
            type: "unassign";
        } | {
            /** @description How much. */
            priority: components["schemas"]["Priority"];
            /** @enum {string} */
            type: "set_priority";
        } | {
            /** @description Their names. */
            labels: string[];
            /** @enum {string} */
            type: "add_labels";
        } | {
            /** @description Their names. */
            labels: string[];
            /** @enum {string} */
            type: "remove_labels";
        } | {
            /**
             * @description What; with variables as in canned responses. One that has neither a value nor a fallback
             *     stops the macro.
             */
            body: string;
            /** @enum {string} */
            type: "reply";
        } | {
            /** @description What; as in a reply. */
            body: string;
            /** @enum {string} */
            type: "note";
        } | {
            /** @enum {string} */
            type: "mute";
        } | {
            /**
             * Format: int64
             * @description For so long.
             */
            minutes: number;
            /** @enum {string} */
            type: "snooze";
        };
        /**
         * @description Who sees a macro: `personal` its owner, `shared` all members.
         * @enum {string}
         */
        MacroVisibility: "personal" | "shared";
        /** @description Who is signed in, and where. */
        Me: {
            /**
             * Format: uuid
             * @description The user.
             */
            user_id: string;
            /**
             * Format: uuid
             * @description The session; null for an API key.
             */
            session_id: string | null;
            /**
             * Format: uuid
             * @description The API key; null for a session.
             */
            api_key_id: string | null;
            /**
             * Format: uuid
             * @description The tenant.
             */
            account_id: string;
            /** @description The tenant's name. */
            account_name: string;
            /** @description The user's name in this tenant. */
            name: string;
            /**
             * Format: idn-email
             * @description Where the user signs in with.
             */
            email: string;
            /** @description The language that the user is written to in, in all tenants. */
            locale: components["schemas"]["Locale"];
            /** @description What the user may do, in one word. */
            role: components["schemas"]["Role"];
            /** @description Which conversations the user may see. */
            reach: components["schemas"]["Reach"];
            /** @description What this credential may do. */
            permissions: components["schemas"]["Permission"][];
            /** @description Whether the user has proven to own the address. */
            email_verified: boolean;
            /** @description Whether the user has a second factor. */
            second_factor: boolean;
            /** @description Whether the tenant wants its people to have one. */
            second_factor_required: boolean;
            /** @description Whether it is the platform that acts in the user's name. */
            impersonated: boolean;
        };
        /** @description A user in the tenant. */
        Member: {
            /**
             * Format: uuid
             * @description The user.
             */
            user_id: string;
            /** @description The user's name in this tenant. */
            name: string;
            /**
             * Format: idn-email
             * @description Where the user signs in with.
             */
            email: string;
            /** @description What the member may do. */
            role: components["schemas"]["Role"];
            /** @description Which conversations the member may see. */
            reach: components["schemas"]["Reach"];
            disabled_at: components["schemas"]["Timestamp"] | null;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When the member joined. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description Whether a member is there. */
        MemberPresence: {
            /**
             * Format: uuid
             * @description Who.
             */
            user_id: string;
            /** @description Whether. */
            status: components["schemas"]["PresenceStatus"];
            last_seen_at?: components["schemas"]["Timestamp"] | null;
        };
        /** @description What a contact is to become part of. */
        MergeContact: {
            /**
             * Format: uuid
             * @description The contact that everything goes to.
             */
            into: string;
        };
        /** @description What a conversation becomes part of. */
        MergeConversation: {
            /**
             * Format: uuid
             * @description Another conversation with the same contact.
             */
            into: string;
        };
        /** @description Of `conversation:merged`: where its messages are now. */
        Merged: {
            /**
             * Format: uuid
             * @description The conversation that was.
             */
            id: string;
            /**
             * Format: uuid
             * @description The one it became part of.
             */
            merged_into: string;
        };
        /** @description An entry of a conversation. */
        Message: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description Its conversation.
             */
            conversation_id: string;
            /**
             * Format: int64
             * @description Its place in the conversation: 1, 2, 3 …, dense.
             */
            seq: number;
            /** @description What it is. */
            kind: components["schemas"]["Kind"];
            /** @description Which way it goes. */
            direction: components["schemas"]["Direction"];
            /** @description Who wrote it. */
            sender: components["schemas"]["Sender"];
            /** @description What it says; null for files without words, and once it is deleted. */
            body: string | null;
            /** @description Its files. */
            attachments: components["schemas"]["Attachment"][];
            /** @description What was put on it. */
            reactions: components["schemas"]["Reaction"][];
            /** @description Members it names, by user id. */
            mentions: string[];
            /**
             * Format: uuid
             * @description The message it answers.
             */
            reply_to_id: string | null;
            /** @description How far it got. */
            status: components["schemas"]["DeliveryStatus"];
            /**
             * Format: int64
             * @description Counts attempts to deliver it.
             */
            attempt: number;
            delivered_at: components["schemas"]["Timestamp"] | null;
            read_at: components["schemas"]["Timestamp"] | null;
            failed_reason: components["schemas"]["FailedReason"] | null;
            edited_at: components["schemas"]["Timestamp"] | null;
            deleted_at: components["schemas"]["Timestamp"] | null;
            /**
             * Format: uuid
             * @description Who deleted it.
             */
            deleted_by: string | null;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description What the channel calls it. */
            external_id: string | null;
            /**
             * Format: uuid
             * @description What the sender called it.
             */
            client_id: string | null;
            /** @description When it was stored. */
            created_at: components["schemas"]["Timestamp"];
        };
        /** @description Where the caller's read cursor goes. */
        MoveCursor: {
            /**
             * Format: int64
             * @description The message.
             * @example 12
             */
            seq: number;
        };
        /** @description How long the caller wants to hear nothing of a conversation. */
        MuteConversation: {
            until?: components["schemas"]["Timestamp"] | null;
        };
        /** @description Why a message could not be delivered, as a channel tells it. */
        NewFailedReason: {
            /**
             * @description Stable code, the provider's.
             * @example 131026
             */
            code: string;
            /**
             * @description For people.
             * @example The number is not on WhatsApp
             */
            title: string;
            /** @description Whether another attempt may succeed. */
            retryable: boolean;
        };
        /**
         * @description Where the next page of each kind starts: a `cursor` for the `type` of its name; null where there is no
         *     more.
         */
        NextCursors: {
            /** @description For `type=messages`. */
            messages: string | null;
            /** @description For `type=contacts`. */
            contacts: string | null;
            /** @description For `type=conversations`. */
            conversations: string | null;
        };
        /**
         * @description What an import does with a row whose contact is known.
         * @enum {string}
         */
        OnConflict: "skip" | "update";
        /** @description An invitation that one may accept. */
        OpenInvitation: {
            /** @description The tenant's name. */
            account_name: string;
            /** @description Who invites. */
            inviter: string;
            /**
             * Format: idn-email
             * @description Where one will sign in with.
             */
            email: string;
            /** @description What one will be allowed. */
            role: components["schemas"]["Role"];
            /** @description Whether name and password are needed to accept it. */
            is_new_user: boolean;
        };
        /**
         * @description What became of a report.
         * @enum {string}
         */
        Outcome: "applied" | "unchanged" | "parked";
        /** @description What became of the reports. */
        Outcomes: {
            /** @description One for each, in order. */
            outcomes: components["schemas"]["Outcome"][];
        };
        /** @description A tenant that the user belongs to. */
        OwnAccount: {
            /**
             * Format: uuid
             * @description The tenant.
             */
            account_id: string;
            /** @description Its name. */
            name: string;
            /** @description What the user may do there. */
            role: components["schemas"]["Role"];
            /** @description Whether it may be used. */
            status: components["schemas"]["AccountStatus"];
            /** @description Whether the user was locked out of it. */
            disabled: boolean;
        };
        /** @description The tenants of the user. */
        OwnAccounts: {
            /** @description The oldest membership first. */
            items: components["schemas"]["OwnAccount"][];
        };
        /** @description A page of a list. */
        Page_Account: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What people call it. */
                name: string;
                /** @description Whether it may be used. */
                status: components["schemas"]["AccountStatus"];
                /** @description The language of its letters. */
                locale: components["schemas"]["Locale"];
                /** @description The language of its messages, for search: a word is found in its other forms too, unless it is quoted. */
                search_language: components["schemas"]["SearchLanguage"];
                /** @description Whether its people need a second factor. */
                second_factor_required: boolean;
                /**
                 * @description The country that numbers without one are taken to be from, in two capitals.
                 * @example FR
                 */
                default_region: string | null;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_ApiKey: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What stands in front of the secret: `sk_<public id>_…`. */
                public_id: string;
                /** @description What people call it. */
                name: string;
                /**
                 * Format: uuid
                 * @description The member it acts as.
                 */
                user_id: string;
                /** @description What it may be used for. */
                scopes: components["schemas"]["Permission"][];
                /** @description Where it may be used from; anywhere if empty. */
                allowed_addresses: string[];
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                expires_at: components["schemas"]["Timestamp"] | null;
                revoked_at: components["schemas"]["Timestamp"] | null;
                last_used_at: components["schemas"]["Timestamp"] | null;
                old_secret_until: components["schemas"]["Timestamp"] | null;
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_AttributeDefinition: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What has it. */
                entity: components["schemas"]["AttributeEntity"];
                /**
                 * @description What it is called in `custom_attributes`.
                 * @example plan
                 */
                key: string;
                /** @description What people call it. */
                title: string;
                /** @description What it holds. */
                type: components["schemas"]["AttributeType"];
                /** @description Of a list: what may be chosen, in the order it is offered. */
                options: string[];
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_AuditEntry: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: int64
                 * @description Grows with time.
                 */
                id: number;
                /** @description When. */
                at: components["schemas"]["Timestamp"];
                /**
                 * @description Who did it: `user`, `bot`, `contact`, `system`.
                 * @example user
                 */
                actor_type: string;
                /**
                 * Format: uuid
                 * @description Which.
                 */
                actor_id: string | null;
                /** @description Who did it in the actor's name, if it was the platform. */
                impersonator: string | null;
                /** @description The request that did it. */
                request_id: string | null;
                /** @description Where from. */
                ip: string | null;
                /** @description What the client says it is. */
                user_agent: string | null;
                /**
                 * @description What was done: `insert`, `update`, `delete`, or what happened to security, such as
                 *     `signed_in`.
                 * @example update
                 */
                action: string;
                /**
                 * @description The kind of thing it was done to.
                 * @example conversations
                 */
                subject_type: string;
                /** @description Which. */
                subject_id: string;
                /** @description What changed, as it was; never a secret. */
                before: Record<string, never> | null;
                /** @description What changed, as it is now; never a secret. */
                after: Record<string, never> | null;
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_CannedResponse: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * @description What people type to find it.
                 * @example thanks
                 */
                short_code: string;
                /** @description What people read. */
                title: string;
                /**
                 * @description What it says, with its variables.
                 * @example Thank you, {{contact.first_name | dear customer}}!
                 */
                body: string;
                /**
                 * Format: uuid
                 * @description For the members of this team only; null is for all.
                 */
                team_id: string | null;
                /**
                 * Format: int64
                 * @description How often it was filled in.
                 */
                usage_count: number;
                /**
                 * Format: int64
                 * @description Counts changes; being used is none.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Company: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What it is called. */
                name: string;
                /**
                 * @description Its host.
                 * @example example.com
                 */
                domain: string | null;
                /** @description Custom attributes by name. */
                custom_attributes: components["schemas"]["Attributes"];
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Contact: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What the contact is called. */
                name: string;
                /**
                 * @description E.164; the primary one.
                 * @example +33639980001
                 */
                phone: string | null;
                /** @description An e-mail address; the primary one. */
                email: string | null;
                /** @description What another system calls the contact; the primary one. */
                external_id: string | null;
                /** @description All that the contact is known by, the primary ones too. */
                identities: components["schemas"]["ContactIdentity"][];
                /**
                 * Format: uuid
                 * @description Where it works.
                 */
                company_id: string | null;
                /** @description Custom attributes by name. */
                custom_attributes: components["schemas"]["Attributes"];
                blocked_at: components["schemas"]["Timestamp"] | null;
                /**
                 * Format: uuid
                 * @description Who decided so.
                 */
                blocked_by: string | null;
                /**
                 * Format: uuid
                 * @description What it has become part of. Only events show such contacts.
                 */
                merged_into: string | null;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_ContactNote: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description Of whom.
                 */
                contact_id: string;
                /**
                 * Format: uuid
                 * @description Who wrote it.
                 */
                author_id: string;
                /** @description What the author is called. */
                author_name: string;
                /** @description What it says. */
                body: string;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was written. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_ContactSuspects: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description The contact.
                 */
                contact_id: string;
                /** @description What it is called. */
                name: string;
                /** @description Those that it might be. */
                duplicates: components["schemas"]["ContactSuspicion"][];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_ContactSuspicion: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description The contact.
                 */
                contact_id: string;
                /** @description What it is called. */
                name: string;
                /** @description Why; at least one. */
                reasons: components["schemas"]["SuspicionReason"][];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Conversation: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description A small number for people; numbers may be missing.
                 */
                number: number;
                /**
                 * Format: uuid
                 * @description Where it came in.
                 */
                inbox_id: string;
                /** @description The world it is held in. */
                channel: components["schemas"]["Channel"];
                /** @description The customer. */
                contact: components["schemas"]["ContactSummary"];
                /** @description Whose turn it is. */
                status: components["schemas"]["Status"];
                snoozed_until: components["schemas"]["Timestamp"] | null;
                /** @description Whether the contact's next message wakes it; false only of one that sleeps until a time alone. */
                wake_on_reply: boolean;
                /** @description How much it hurries. */
                priority: components["schemas"]["Priority"];
                /** @description What it is about. */
                subject: string | null;
                /**
                 * Format: uuid
                 * @description The member who has it.
                 */
                assignee_id: string | null;
                /**
                 * Format: uuid
                 * @description The team that has it.
                 */
                team_id: string | null;
                /** @description In order of names. */
                labels: string[];
                /**
                 * Format: int64
                 * @description All messages, deleted ones too; also the newest `seq`.
                 */
                message_count: number;
                /**
                 * Format: int64
                 * @description Members who watch it.
                 */
                participant_count: number;
                /**
                 * Format: int64
                 * @description What the contact wrote after the caller's read cursor. Absent in events.
                 */
                unread_count?: number;
                /** @description Whether the caller muted it. Absent in events. */
                muted?: boolean;
                /** @description When the caller's mute ends; absent when it does not. */
                muted_until?: components["schemas"]["Timestamp"];
                last_message: components["schemas"]["LastMessage"] | null;
                /** @description When something was last said (or it was made). */
                last_activity_at: components["schemas"]["Timestamp"];
                waiting_since: components["schemas"]["Timestamp"] | null;
                first_reply_at: components["schemas"]["Timestamp"] | null;
                /** @description Custom attributes by name. */
                custom_attributes: components["schemas"]["Attributes"];
                /**
                 * Format: int64
                 * @description Counts changes; messages are not among them.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_DeletedConversation: {
            /** @description In the list's order. */
            items: {
                /** @description As it was. */
                conversation: components["schemas"]["Conversation"];
                /** @description When it was deleted. */
                deleted_at: components["schemas"]["Timestamp"];
                /**
                 * Format: uuid
                 * @description By which member; null if by the product.
                 */
                deleted_by: string | null;
                /** @description Until when it can be brought back. */
                restorable_until: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Draft: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Where.
                 */
                conversation_id: string;
                /** @description Whom it is for. */
                kind: components["schemas"]["PostKind"];
                /** @description What it says so far. */
                body: string;
                /**
                 * Format: uuid
                 * @description The message it will answer.
                 */
                reply_to_id: string | null;
                /**
                 * Format: int64
                 * @description Counts changes; starts anew when a draft is begun anew.
                 */
                version: number;
                /** @description When it was last changed. */
                saved_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_EarlierText: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: int64
                 * @description The version that said it.
                 */
                version: number;
                /** @description What it said. */
                body: string;
                /**
                 * Format: uuid
                 * @description Who replaced it.
                 */
                edited_by: string | null;
                /** @description When it was replaced. */
                edited_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Inbox: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What people call it. */
                name: string;
                /** @description The world it talks to. */
                channel: components["schemas"]["Channel"];
                /** @description How it learns how far its messages get. */
                delivery: components["schemas"]["DeliveryMode"];
                /** @description What a message of the contact does to a resolved conversation. */
                reopen_policy: components["schemas"]["ReopenPolicy"];
                /**
                 * Format: int32
                 * @description Of `reopen_within`: for how long after it was resolved.
                 */
                reopen_within_hours: number | null;
                /**
                 * Format: int64
                 * @description Largest file in bytes; null: as the server has it.
                 */
                attachment_max_bytes: number | null;
                /** @description Types of files it takes, such as `image/*`; empty: those of the server. */
                attachment_types: string[];
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Invitation: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: idn-email
                 * @description Where the letter goes.
                 */
                email: string;
                /** @description What the member will be allowed. */
                role: components["schemas"]["Role"];
                /** @description Which conversations the member will see. */
                reach: components["schemas"]["Reach"];
                /** @description The inboxes the member will belong to. */
                inbox_ids: string[];
                /**
                 * Format: uuid
                 * @description Who invites.
                 */
                invited_by: string;
                /** @description When. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it is over. */
                expires_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Label: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * @description Its name; conversations and paths name it by this.
                 * @example vip
                 */
                name: string;
                /**
                 * @description `#rrggbb`.
                 * @example #1f6feb
                 */
                color: string;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Macro: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What people call it. */
                name: string;
                /** @description Who sees it. */
                visibility: components["schemas"]["MacroVisibility"];
                /**
                 * Format: uuid
                 * @description Whose it is while it is personal.
                 */
                owner_id: string;
                /** @description What it does, in order. */
                actions: components["schemas"]["MacroAction"][];
                /**
                 * Format: int64
                 * @description How often it was run.
                 */
                usage_count: number;
                /**
                 * Format: int64
                 * @description Counts changes; being run is none.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Member: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description The user.
                 */
                user_id: string;
                /** @description The user's name in this tenant. */
                name: string;
                /**
                 * Format: idn-email
                 * @description Where the user signs in with.
                 */
                email: string;
                /** @description What the member may do. */
                role: components["schemas"]["Role"];
                /** @description Which conversations the member may see. */
                reach: components["schemas"]["Reach"];
                disabled_at: components["schemas"]["Timestamp"] | null;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When the member joined. */
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Message: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description Its conversation.
                 */
                conversation_id: string;
                /**
                 * Format: int64
                 * @description Its place in the conversation: 1, 2, 3 …, dense.
                 */
                seq: number;
                /** @description What it is. */
                kind: components["schemas"]["Kind"];
                /** @description Which way it goes. */
                direction: components["schemas"]["Direction"];
                /** @description Who wrote it. */
                sender: components["schemas"]["Sender"];
                /** @description What it says; null for files without words, and once it is deleted. */
                body: string | null;
                /** @description Its files. */
                attachments: components["schemas"]["Attachment"][];
                /** @description What was put on it. */
                reactions: components["schemas"]["Reaction"][];
                /** @description Members it names, by user id. */
                mentions: string[];
                /**
                 * Format: uuid
                 * @description The message it answers.
                 */
                reply_to_id: string | null;
                /** @description How far it got. */
                status: components["schemas"]["DeliveryStatus"];
                /**
                 * Format: int64
                 * @description Counts attempts to deliver it.
                 */
                attempt: number;
                delivered_at: components["schemas"]["Timestamp"] | null;
                read_at: components["schemas"]["Timestamp"] | null;
                failed_reason: components["schemas"]["FailedReason"] | null;
                edited_at: components["schemas"]["Timestamp"] | null;
                deleted_at: components["schemas"]["Timestamp"] | null;
                /**
                 * Format: uuid
                 * @description Who deleted it.
                 */
                deleted_by: string | null;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description What the channel calls it. */
                external_id: string | null;
                /**
                 * Format: uuid
                 * @description What the sender called it.
                 */
                client_id: string | null;
                /** @description When it was stored. */
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Participant: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description The member.
                 */
                user_id: string;
                /** @description The member's name. */
                name: string;
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_QuarantinedMessage: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description Who wrote it.
                 */
                contact_id: string;
                /**
                 * Format: uuid
                 * @description Where it came in.
                 */
                inbox_id: string;
                /** @description Its id there. */
                external_id: string | null;
                /** @description What it says. */
                body: string;
                /** @description When it came. */
                received_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Reader: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description The member.
                 */
                user_id: string;
                /** @description The member's name. */
                name: string;
                /**
                 * Format: int64
                 * @description Read up to here.
                 */
                seq: number;
                /** @description When the cursor last moved. */
                read_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_ScheduledMessage: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description Where it goes.
                 */
                conversation_id: string;
                /**
                 * Format: uuid
                 * @description The member who wrote it.
                 */
                author_id: string;
                /** @description Whom it is for. */
                kind: components["schemas"]["PostKind"];
                /** @description What it says. */
                body: string;
                /**
                 * Format: uuid
                 * @description The message it answers.
                 */
                reply_to_id: string | null;
                /** @description When it is sent. */
                send_at: components["schemas"]["Timestamp"];
                /** @description Whether it stays unsent if the contact writes before; that is looked at when its time comes. */
                cancel_on_reply: boolean;
                /** @description What became of it. */
                state: components["schemas"]["ScheduledState"];
                reason: components["schemas"]["ScheduledReason"] | null;
                /**
                 * Format: uuid
                 * @description The message that it became.
                 */
                message_id: string | null;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Team: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What people call it. */
                name: string;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_Transition: {
            /** @description In the list's order. */
            items: {
                /** @description The state before. */
                from: components["schemas"]["Status"];
                /** @description The state after. */
                to: components["schemas"]["Status"];
                /** @description Why. */
                cause: components["schemas"]["Cause"];
                /** @description By whom. */
                actor: components["schemas"]["Actor"];
                /** @description When. */
                at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A page of a list. */
        Page_View: {
            /** @description In the list's order. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description What people call it. */
                name: string;
                /**
                 * Format: uuid
                 * @description Who made it.
                 */
                owner_id: string;
                /** @description Whether all members see it; else only its owner does. */
                shared: boolean;
                /** @description Which conversations. */
                filter: components["schemas"]["Filter"];
                /** @description In which order. */
                sort: components["schemas"]["Sort"];
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
                /** @description When it was made. */
                created_at: components["schemas"]["Timestamp"];
                /** @description When it last changed. */
                updated_at: components["schemas"]["Timestamp"];
            }[];
            /** @description Give it back as `cursor` for the next page; null after the last. */
            next_cursor: string | null;
        };
        /** @description A member who watches a conversation. */
        Participant: {
            /**
             * Format: uuid
             * @description The member.
             */
            user_id: string;
            /** @description The member's name. */
            name: string;
        };
        /** @description Changes of the tenant; what is absent stays. */
        PatchAccount: {
            /** @description What people call it. */
            name?: string;
            /** @description The language of its letters. */
            locale?: components["schemas"]["Locale"];
            /**
             * @description The language of its messages, for search. What is there already is found in its other forms once the
             *     background work that this starts has come to it.
             */
            search_language?: components["schemas"]["SearchLanguage"];
            /** @description Whether its people need a second factor. */
            second_factor_required?: boolean;
            /**
             * @description The country that numbers without one are taken to be from, in two capitals; null: there is none.
             * @example FR
             */
            default_region?: string | null;
        };
        /** @description Changes to a definition. Absent leaves a field as it is. */
        PatchAttributeDefinition: {
            /** @description What people call it. */
            title?: string;
            /** @description What it holds. Changes only while nothing has a value. */
            type?: components["schemas"]["AttributeType"];
            /** @description All options anew. One goes only while nothing has it. */
            options?: string[];
        };
        /** @description Changes to a canned response. Absent leaves a field as it is; null takes it away. */
        PatchCannedResponse: {
            /** @description What people type to find it. */
            short_code?: string;
            /** @description What people read. */
            title?: string;
            /** @description What it says. */
            body?: string;
            /**
             * Format: uuid
             * @description Whom it is for.
             */
            team_id?: string | null;
        };
        /** @description Changes to a company. Absent leaves a field as it is; null takes it away. */
        PatchCompany: {
            /** @description What it is called. */
            name?: string;
            /** @description Its host. */
            domain?: string | null;
            /** @description All custom attributes anew. */
            custom_attributes?: components["schemas"]["Attributes"];
        };
        /** @description Changes to a contact. Absent leaves a field as it is; null takes it away. */
        PatchContact: {
            /** @description What the contact is called. */
            name?: string;
            /** @description E.164. */
            phone?: string | null;
            /** @description An e-mail address. */
            email?: string | null;
            /** @description What another system calls the contact. */
            external_id?: string | null;
            /**
             * Format: uuid
             * @description Where it works.
             */
            company_id?: string | null;
            /** @description All custom attributes anew. */
            custom_attributes?: components["schemas"]["Attributes"];
        };
        /** @description Changes to a conversation. Absent leaves a field as it is; null takes it away. */
        PatchConversation: {
            /** @description How much it hurries. */
            priority?: components["schemas"]["Priority"];
            /** @description What it is about. */
            subject?: string | null;
            /** @description All custom attributes anew. */
            custom_attributes?: components["schemas"]["Attributes"];
        };
        /** @description Changes to an inbox. Absent leaves a field as it is. */
        PatchInbox: {
            /** @description What people call it. */
            name?: string;
            /** @description What a message of the contact does to a resolved conversation. */
            reopen_policy?: components["schemas"]["ReopenPolicy"];
            /**
             * Format: int64
             * @description With `reopen_within`, and only with it: for how long after it was resolved.
             */
            reopen_within_hours?: number;
            /** @description How it learns how far its messages get, from now on. */
            delivery?: components["schemas"]["DeliveryMode"];
            /**
             * Format: int64
             * @description Largest file in bytes; null: as the server has it, which is also the most.
             */
            attachment_max_bytes?: number | null;
            /** @description Types of files it takes, such as `image/*`; empty: those of the server. */
            attachment_types?: string[];
        };
        /** @description Changes of a label; what is absent stays. */
        PatchLabel: {
            /**
             * @description As in [`CreateLabel`].
             * @example vip
             */
            name?: string;
            /**
             * @description `#rrggbb`.
             * @example #1f6feb
             */
            color?: string;
        };
        /** @description Changes to a macro. Absent leaves a field as it is. */
        PatchMacro: {
            /** @description What people call it. */
            name?: string;
            /** @description Who sees it. One that becomes personal becomes the caller's. */
            visibility?: components["schemas"]["MacroVisibility"];
            /** @description What it does, all anew. */
            actions?: components["schemas"]["MacroAction"][];
        };
        /** @description Changes of what is one's own; what is absent stays. */
        PatchMe: {
            /** @description The name in this tenant. */
            name?: string;
            /** @description The language that one is written to in, in all tenants. */
            locale?: components["schemas"]["Locale"];
        };
        /** @description Changes of a member; what is absent stays. */
        PatchMember: {
            /** @description What the member may do. */
            role?: components["schemas"]["Role"];
            /** @description Which conversations the member may see. */
            reach?: components["schemas"]["Reach"];
            /** @description Whether the member is locked out. */
            disabled?: boolean;
        };
        /** @description Changes to a message that waits. Absent leaves a field as it is. */
        PatchScheduledMessage: {
            /** @description What it says. */
            body?: string;
            /** @description When it is sent: in the future, within a year. */
            send_at?: components["schemas"]["Timestamp"];
            /** @description Whether it stays unsent if the contact writes before. */
            cancel_on_reply?: boolean;
        };
        /** @description Changes of a team; what is absent stays. */
        PatchTeam: {
            /** @description What people call it; unique in the tenant. */
            name?: string;
        };
        /** @description Changes to a view. Absent leaves a field as it is. */
        PatchView: {
            /** @description What people call it. */
            name?: string;
            /** @description Which conversations. */
            filter?: components["schemas"]["Filter"];
            /** @description In which order. */
            sort?: components["schemas"]["Sort"];
            /** @description Whether all members see it. Who takes a shared view back owns it. */
            shared?: boolean;
        };
        /**
         * @description What somebody or something may do; also the scopes of API keys.
         * @enum {string}
         */
        Permission: "conversations:read" | "conversations:write" | "conversations:delete" | "messages:write" | "deliveries:write" | "messages:receive" | "contacts:read" | "contacts:write" | "contacts:delete" | "settings:read" | "settings:write" | "members:write" | "keys:write" | "audit:read" | "account:write";
        /**
         * @description What a member can post.
         * @enum {string}
         */
        PostKind: "text" | "note";
        /** @description A message to be appended. */
        PostMessage: {
            /** @description Whom it is for. */
            kind: components["schemas"]["PostKind"];
            /**
             * @description What it says; kept exactly as written. Needed unless there are files.
             * @example Your parcel left our house this morning.
             */
            body?: string;
            /** @description Members it names, by user id; only for notes. */
            mentions?: string[];
            /**
             * @description Files that the sender has uploaded and that go with no message yet. With them a text is of the
             *     kind `media`.
             */
            attachment_ids?: string[];
            /**
             * Format: uuid
             * @description The message it answers, in the same conversation.
             */
            reply_to_id?: string | null;
            /**
             * Format: uuid
             * @description The sender's own `UUIDv7`, echoed in answer and event. Acts as the idempotency key; equal
             *     to `Idempotency-Key` when both are given.
             */
            client_id?: string;
        };
        /** @description Who is there. */
        Presence: {
            /** @description The members that have been there, by user id. */
            items: components["schemas"]["MemberPresence"][];
        };
        /**
         * @description Whether a member is there.
         * @enum {string}
         */
        PresenceStatus: "online" | "away" | "busy" | "offline";
        /**
         * @description How much it hurries.
         * @enum {string}
         */
        Priority: "low" | "normal" | "high" | "urgent";
        /** @description What went wrong. */
        Problem: {
            /**
             * @description A readable page about this kind of problem, on the same server.
             * @example /problems/CONVERSATION_NOT_FOUND
             */
            type: string;
            /** @description The kind in a few words. */
            title: string;
            /**
             * Format: int32
             * @description The status of the response.
             * @example 404
             */
            status: number;
            /** @description This case in a sentence. */
            detail: string;
            /** @description The path that was asked for. */
            instance: string;
            /**
             * @description The kind as a stable constant.
             * @example CONVERSATION_NOT_FOUND
             */
            code: string;
            /** @description Names the request in the server's log. */
            request_id: string;
            /** @description The broken rules, for `VALIDATION_FAILED`. */
            errors?: components["schemas"]["ProblemError"][];
            /**
             * Format: int64
             * @description The version now, for `VERSION_CONFLICT`.
             */
            current_version?: number;
            /**
             * Format: uuid
             * @description What it has become part of, for `CONVERSATION_MERGED` and `CONTACT_MERGED`; what to take apart first, for
             *     `CONTACT_MERGED_FURTHER`.
             */
            merged_into?: string;
            /**
             * Format: int64
             * @description The oldest position that can be read after, for `CURSOR_EXPIRED`.
             */
            oldest?: number;
        };
        /** @description One broken rule. */
        ProblemError: {
            /**
             * @description A JSON Pointer into the body, or the name of a parameter.
             * @example /contact/email
             */
            pointer: string;
            /**
             * @description The rule as a stable constant.
             * @example INVALID_EMAIL
             */
            code: string;
            /** @description The rule in a sentence. */
            detail: string;
        };
        /** @description A draft to be kept. Posting the message does not forget it: delete it then. */
        PutDraft: {
            /** @description What it says so far; a blank one is forgotten. */
            body: string;
            /** @description Whom it is for; `text` if not given. */
            kind?: components["schemas"]["PostKind"];
            /**
             * Format: uuid
             * @description The message it will answer, in the same conversation.
             */
            reply_to_id?: string | null;
        };
        /** @description What a blocked contact wrote. */
        QuarantinedMessage: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description Who wrote it.
             */
            contact_id: string;
            /**
             * Format: uuid
             * @description Where it came in.
             */
            inbox_id: string;
            /** @description Its id there. */
            external_id: string | null;
            /** @description What it says. */
            body: string;
            /** @description When it came. */
            received_at: components["schemas"]["Timestamp"];
        };
        /** @description A limit of the server. */
        RateLimit: {
            /**
             * @description What is counted: `address`, `sign_in`, `system`, `user`, `api_key`, `account`,
             *     `messages_per_conversation`, `messages_per_sender`.
             * @example user
             */
            name: string;
            /**
             * Format: int32
             * @description Requests in a window, and at once.
             */
            requests: number;
            /**
             * Format: int64
             * @description The window, in seconds.
             */
            window_seconds: number;
        };
        /** @description The limits of the server. One that is missing is not set. */
        RateLimits: {
            /** @description Each of them. */
            items: components["schemas"]["RateLimit"][];
        };
        /**
         * @description Which conversations a member may see.
         * @enum {string}
         */
        Reach: "all" | "inbox" | "team" | "mine";
        /** @description An emoji on a message. */
        Reaction: {
            /** @description The emoji. */
            emoji: string;
            /** @description Who put it there, in order of time. */
            by: components["schemas"]["Reactor"][];
        };
        /** @description Who reacted. */
        Reactor: {
            /** @description `user` (a member, a machine too) or `contact`. */
            type: components["schemas"]["SenderType"];
            /**
             * Format: uuid
             * @description Which.
             */
            id: string;
        };
        /** @description Of `conversation:read`: where a member's read cursor went. */
        ReadMoved: {
            /**
             * Format: uuid
             * @description The conversation.
             */
            conversation_id: string;
            /**
             * Format: uuid
             * @description The member.
             */
            user_id: string;
            /**
             * Format: int64
             * @description Read up to here.
             */
            seq: number;
            /**
             * Format: int64
             * @description What the contact wrote after it, then.
             */
            unread_count: number;
        };
        /** @description How far a member has read. */
        ReadState: {
            /**
             * Format: uuid
             * @description The conversation.
             */
            conversation_id: string;
            /**
             * Format: uuid
             * @description The member.
             */
            user_id: string;
            /**
             * Format: int64
             * @description Read up to here; 0 is nothing.
             */
            seq: number;
            /**
             * Format: int64
             * @description What the contact wrote after it.
             */
            unread_count: number;
            read_at: components["schemas"]["Timestamp"] | null;
        };
        /** @description A member who has read a conversation. */
        Reader: {
            /**
             * Format: uuid
             * @description The member.
             */
            user_id: string;
            /** @description The member's name. */
            name: string;
            /**
             * Format: int64
             * @description Read up to here.
             */
            seq: number;
            /** @description When the cursor last moved. */
            read_at: components["schemas"]["Timestamp"];
        };
        /** @description Opens one realtime connection, as the member and session that asked for it. */
        RealtimeTicket: {
            /** @description For the `authenticate` frame. Good once. */
            ticket: string;
            /**
             * Format: int64
             * @description How long, in seconds.
             * @example 30
             */
            expires_in: number;
        };
        /** @description What a contact wrote. */
        ReceiveMessage: {
            /** @description Who wrote it. */
            contact: components["schemas"]["IncomingContact"];
            /** @description What it says. */
            body: string;
            /**
             * @description What the sending system calls it: the same again in this inbox gives the first message back, for
             *     ever, whatever else it says.
             * @example wamid.HBgL
             */
            external_id?: string | null;
            sent_at?: components["schemas"]["Timestamp"] | null;
        };
        /** @description What became of it. */
        ReceivedMessage: {
            /**
             * Format: uuid
             * @description Where it went; null if the contact is blocked.
             */
            conversation_id: string | null;
            message: components["schemas"]["Message"] | null;
        };
        /** @description Signs in by a mailed link. */
        RedeemMagicLink: {
            /**
             * Format: password
             * @description What stands behind `#token=` in the link.
             */
            token: string;
            /**
             * @description A code of the authenticator app, for whoever has a second factor.
             * @example 123456
             */
            code?: string;
            /**
             * @description A backup code instead; each is good for once.
             * @example abcde-fghjk
             */
            backup_code?: string;
            /** @description Where the refresh token goes. */
            transport?: components["schemas"]["Transport"];
        };
        /** @description Asks for fresh tokens. Without a token in the body the cookie is used. */
        RefreshRequest: {
            /**
             * Format: password
             * @description The refresh token, unless it is in the cookie.
             */
            refresh_token?: string | null;
        };
        /** @description Somebody who wants a tenant of their own. */
        RegisterRequest: {
            /**
             * @description The tenant's name.
             * @example ACME
             */
            account_name: string;
            /**
             * @description The person's name.
             * @example Ana Silva
             */
            name: string;
            /**
             * Format: idn-email
             * @description Where the person will sign in with.
             * @example ana@example.com
             */
            email: string;
            /**
             * Format: password
             * @description 15 to 128 characters, and not among those that are guessed first.
             */
            password: string;
            /** @description The language to write in. */
            locale?: components["schemas"]["Locale"];
        };
        /** @description What a canned response is filled in for. */
        RenderCannedResponse: {
            /**
             * Format: uuid
             * @description The conversation.
             */
            conversation_id: string;
        };
        /** @description A canned response, filled in. */
        Rendered: {
            /** @description What it says. Values are in it as they are. */
            body: string;
            /** @description Variables that had neither a value nor a fallback, and left nothing. */
            missing: string[];
        };
        /**
         * @description What a message of the contact does to a resolved conversation: `reopen` opens it again, `new`
         *     starts another one, `reopen_within` opens it again for some hours.
         * @enum {string}
         */
        ReopenPolicy: "reopen" | "new" | "reopen_within";
        /**
         * @description What a provider can report of a message it took.
         * @enum {string}
         */
        ReportedStatus: "sent" | "delivered" | "read" | "failed";
        /** @description Sets a new password by a mailed link. */
        ResetPasswordRequest: {
            /**
             * Format: password
             * @description What stands behind `#token=` in the link.
             */
            token: string;
            /**
             * Format: password
             * @description 15 to 128 characters (8 with a second factor), and not among those that are guessed first.
             */
            password: string;
        };
        /** @description Bringing a deleted conversation back takes nothing. */
        RestoreConversation: Record<string, never>;
        /**
         * @description What a member may do.
         * @enum {string}
         */
        Role: "owner" | "admin" | "agent" | "viewer" | "bot";
        /** @description Asks for another secret of a key. */
        RotateApiKey: {
            /**
             * Format: int64
             * @description How long the old secret is good beside the new one, in seconds; at most seven days.
             * @example 3600
             */
            overlap_seconds?: number;
        };
        /** @description What a macro is run on. */
        RunMacro: {
            /**
             * Format: uuid
             * @description The conversation.
             */
            conversation_id: string;
        };
        /** @description A message to be scheduled. */
        ScheduleMessage: {
            /** @description Whom it is for. */
            kind: components["schemas"]["PostKind"];
            /** @description What it says. */
            body: string;
            /**
             * Format: uuid
             * @description The message it answers, in the same conversation.
             */
            reply_to_id?: string | null;
            /** @description When it is sent: in the future, within a year. */
            send_at: components["schemas"]["Timestamp"];
            /** @description Whether it stays unsent if the contact writes before; false if not given. */
            cancel_on_reply?: boolean;
        };
        /** @description A message that is, or was, to be sent. */
        ScheduledMessage: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: uuid
             * @description Where it goes.
             */
            conversation_id: string;
            /**
             * Format: uuid
             * @description The member who wrote it.
             */
            author_id: string;
            /** @description Whom it is for. */
            kind: components["schemas"]["PostKind"];
            /** @description What it says. */
            body: string;
            /**
             * Format: uuid
             * @description The message it answers.
             */
            reply_to_id: string | null;
            /** @description When it is sent. */
            send_at: components["schemas"]["Timestamp"];
            /** @description Whether it stays unsent if the contact writes before; that is looked at when its time comes. */
            cancel_on_reply: boolean;
            /** @description What became of it. */
            state: components["schemas"]["ScheduledState"];
            reason: components["schemas"]["ScheduledReason"] | null;
            /**
             * Format: uuid
             * @description The message that it became.
             */
            message_id: string | null;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Why it was cancelled (`requested`, `replied`), or why it failed.
         * @enum {string}
         */
        ScheduledReason: "requested" | "replied" | "author_inactive" | "author_not_allowed" | "conversation_gone" | "reply_to_gone" | "key_taken";
        /**
         * @description What became of a scheduled message. All but `pending` are final.
         * @enum {string}
         */
        ScheduledState: "pending" | "sent" | "cancelled" | "failed";
        /** @description What was found. */
        SearchHit: {
            /** @description The message. */
            message: components["schemas"]["Message"];
            /** @description Its conversation. */
            conversation: components["schemas"]["Conversation"];
            /** @description The stretch of its text that was found, in order. */
            snippet: components["schemas"]["SnippetPiece"][];
            /** @enum {string} */
            type: "message";
        } | {
            /** @description The contact. */
            contact: components["schemas"]["Contact"];
            /** @enum {string} */
            type: "contact";
        } | {
            /** @description The conversation. */
            conversation: components["schemas"]["Conversation"];
            /** @enum {string} */
            type: "conversation";
        };
        /**
         * @description The language of messages, for search: a word is then found in its other forms too.
         * @enum {string}
         */
        SearchLanguage: "simple" | "arabic" | "armenian" | "basque" | "catalan" | "danish" | "dutch" | "english" | "finnish" | "french" | "german" | "greek" | "hindi" | "hungarian" | "indonesian" | "irish" | "italian" | "lithuanian" | "nepali" | "norwegian" | "portuguese" | "romanian" | "russian" | "serbian" | "spanish" | "swedish" | "tamil" | "turkish" | "yiddish";
        /** @description A page of what was found. */
        SearchPage: {
            /** @description In order. */
            items: components["schemas"]["SearchHit"][];
            /** @description Give it back to get the next page; null after the last item, and with `type=all`. */
            next_cursor: string | null;
            /** @description With `type=all`: how to go on with each kind alone. */
            next_cursors?: components["schemas"]["NextCursors"];
        };
        /** @description Who wrote a message. */
        Sender: {
            /** @description Who can write a message. */
            type: components["schemas"]["SenderType"];
            /**
             * Format: uuid
             * @description Which contact or member; null for the system.
             */
            id: string | null;
            /** @description The name as it is now; null for the system. */
            name: string | null;
        };
        /**
         * @description Who can write a message.
         * @enum {string}
         */
        SenderType: "contact" | "user" | "bot" | "system";
        /** @description A session of the user. */
        Session: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /**
             * Format: uuid
             * @description Its tenant.
             */
            account_id: string;
            /** @description What the device says it is. */
            user_agent: string | null;
            /** @description Where it signed in from. */
            ip: string | null;
            /** @description When. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it was last refreshed. */
            last_used_at: components["schemas"]["Timestamp"];
            /** @description When it ends at the latest. */
            expires_at: components["schemas"]["Timestamp"];
        };
        /** @description The sessions of the user, at most 100. */
        Sessions: {
            /** @description The one used last first. */
            items: components["schemas"]["Session"][];
        };
        /** @description A key with its text. */
        ShownApiKey: {
            /**
             * Format: password
             * @description The text, for `Authorization: Bearer`. Shown this once: null in an answer that is repeated
             *     under an `Idempotency-Key`.
             */
            key: string | null;
            /** @description The key. */
            api_key: components["schemas"]["ApiKey"];
        };
        /** @description The tokens of a session. */
        SignedIn: {
            /**
             * Format: password
             * @description For `Authorization: Bearer`.
             */
            access_token: string;
            /** @description How it is sent. */
            token_type: components["schemas"]["TokenType"];
            /**
             * Format: int64
             * @description Seconds until the access token ends.
             * @example 600
             */
            expires_in: number;
            /**
             * Format: password
             * @description For the next refresh; absent when it is in the cookie.
             */
            refresh_token?: string;
            /** @description Who signed in. */
            user: components["schemas"]["Me"];
        };
        /**
         * @description Why a conversation was left as it is.
         * @enum {string}
         */
        SkipReason: "CONVERSATION_NOT_FOUND" | "INVALID_STATE_TRANSITION" | "CHANGED_SINCE" | "LABEL_NOT_FOUND" | "MEMBER_NOT_FOUND" | "TEAM_NOT_FOUND" | "FORBIDDEN";
        /** @description Conversations that were left as they are. */
        SkippedConversations: {
            /** @description Why. */
            code: components["schemas"]["SkipReason"];
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /** @description Some of them, at most 20. */
            conversation_ids: string[];
        };
        /** @description A part of a snippet. Plain text, never markup. */
        SnippetPiece: {
            /** @description As the message has it. */
            text: string;
            /** @description Whether the search found this. */
            hit: boolean;
        };
        /**
         * @description The order of a list: `last_activity` and `created` newest first, `waiting` longest waiting
         *     first and only those that wait.
         * @enum {string}
         */
        Sort: "last_activity" | "created" | "waiting";
        /**
         * @description Whose turn it is: `open` a person's, `pending` a bot's, `snoozed` nobody's until a time
         *     comes or the contact writes, `resolved` nobody's.
         * @enum {string}
         */
        Status: "open" | "pending" | "snoozed" | "resolved";
        /** @description Of `conversation:status`: the step. */
        StatusStep: {
            /** @description The state before. */
            from: components["schemas"]["Status"];
            /** @description The state after. */
            to: components["schemas"]["Status"];
            /** @description Why. */
            cause: components["schemas"]["Cause"];
        };
        /**
         * @description Why two contacts might be one.
         * @enum {string}
         */
        SuspicionReason: "same_phone" | "same_email" | "same_name";
        /** @description Moves the session to another of the user's tenants. */
        SwitchAccount: {
            /**
             * Format: uuid
             * @description The tenant.
             */
            account_id: string;
            /** @description Where the refresh token goes. */
            transport?: components["schemas"]["Transport"];
        };
        /** @description A group of members. */
        Team: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
        };
        /**
         * Format: date-time
         * @description RFC 3339, UTC, with microseconds
         * @example 2026-01-31T23:59:59.000001Z
         */
        Timestamp: string;
        /**
         * @description How an access token is sent.
         * @enum {string}
         */
        TokenType: "Bearer";
        /** @description A code of the authenticator app. */
        TotpCode: {
            /**
             * @description Six digits.
             * @example 123456
             */
            code: string;
        };
        /** @description A second factor that waits for its first code. Shown once. */
        TotpEnrolment: {
            /**
             * Format: password
             * @description The seed, to be typed into an authenticator app.
             */
            secret: string;
            /**
             * Format: password
             * @description The same as an `otpauth://` address, to be scanned.
             */
            uri: string;
        };
        /** @description All that was said. */
        Transcript: {
            /** @description The conversation, as it was when the transcript began. */
            conversation: components["schemas"]["Conversation"];
            /** @description In order. */
            messages: components["schemas"]["Message"][];
        };
        /**
         * @description The forms of a transcript.
         * @enum {string}
         */
        TranscriptFormat: "html" | "json";
        /** @description Where a conversation goes. */
        TransferConversation: {
            /**
             * Format: uuid
             * @description Another inbox of the same channel.
             */
            inbox_id: string;
        };
        /** @description A step that a conversation took. */
        Transition: {
            /** @description The state before. */
            from: components["schemas"]["Status"];
            /** @description The state after. */
            to: components["schemas"]["Status"];
            /** @description Why. */
            cause: components["schemas"]["Cause"];
            /** @description By whom. */
            actor: components["schemas"]["Actor"];
            /** @description When. */
            at: components["schemas"]["Timestamp"];
        };
        /**
         * @description Where the refresh token goes.
         * @enum {string}
         */
        Transport: "body" | "cookie";
        /** @description Asks for a batch to be undone. */
        UndoBatch: Record<string, never>;
        /** @description A form with one file. */
        UploadForm: {
            /**
             * Format: binary
             * @description The file, with its name.
             */
            file: string;
        };
        /** @description A filter and an order under a name. */
        View: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /**
             * Format: uuid
             * @description Who made it.
             */
            owner_id: string;
            /** @description Whether all members see it; else only its owner does. */
            shared: boolean;
            /** @description Which conversations. */
            filter: components["schemas"]["Filter"];
            /** @description In which order. */
            sort: components["schemas"]["Sort"];
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
            /** @description When it was made. */
            created_at: components["schemas"]["Timestamp"];
            /** @description When it last changed. */
            updated_at: components["schemas"]["Timestamp"];
        };
        /** @description How many conversations a view shows. */
        ViewCount: {
            /**
             * Format: int32
             * @description So many; at most 1,000.
             */
            count: number;
            /** @description Whether there are more. */
            capped: boolean;
        };
        /** @description What a note is to say. */
        WriteContactNote: {
            /**
             * @description Kept exactly as written.
             * @example Prefers to be called in the morning.
             */
            body: string;
        };
    };
    responses: {
        /** @description What went wrong */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    get_openapi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    get_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The version of `If-None-Match` is the present one */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchAccount"];
            };
        };
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_accounts: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenants */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Account"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminCreateAccount"];
            };
        };
        responses: {
            /** @description The ids */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminCreated"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_any_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    impersonate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Impersonate"];
            };
        };
        responses: {
            /** @description The tokens of a session */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_account_members: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The tenant */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members, by user id */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    resume_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is in use */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    suspend_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is suspended */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The tenant */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminCreateUser"];
            };
        };
        responses: {
            /** @description The ids */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminCreated"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_limits: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The limits that are set */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RateLimits"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    seed: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AdminCreateAccount"];
            };
        };
        responses: {
            /** @description The ids */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdminCreated"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_api_keys: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, without their secrets */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ApiKey"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKey"];
            };
        };
        responses: {
            /** @description The key with its text, shown this once */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownApiKey"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key, without its secret */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            /** @description The version of `If-None-Match` is the present one */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    revoke_api_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It opens nothing any more */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    rotate_api_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The key */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateApiKey"];
            };
        };
        responses: {
            /** @description The key with its new text, shown this once */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ShownApiKey"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    upload_file: {
        parameters: {
            query?: {
                /** @description Checks size and type against what this inbox takes, and not only when the file is posted. */
                inbox_id?: string;
            };
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": components["schemas"]["UploadForm"];
            };
        };
        responses: {
            /** @description The attachment */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attachment */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The part that was asked for */
            206: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The client has it */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attachment */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileLink"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_thumbnail: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The attachment */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The part that was asked for */
            206: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The client has it */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_attribute_definitions: {
        parameters: {
            query?: {
                /** @description Only of this entity. */
                entity?: "conversation" | "contact";
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The definitions */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AttributeDefinition"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_attribute_definition: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAttributeDefinition"];
            };
        };
        responses: {
            /** @description The definition */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeDefinition"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_attribute_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The definition */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The definition */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeDefinition"];
                };
            };
            /** @description The version of `If-None-Match` is the present one */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_attribute_definition: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The definition */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_attribute_definition: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The definition */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchAttributeDefinition"];
            };
        };
        responses: {
            /** @description The definition */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttributeDefinition"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_audit_log: {
        parameters: {
            query?: {
                /** @description Done by this member. */
                actor_id?: string;
                /** @description This was done. */
                action?: string;
                /** @description To things of this kind. */
                subject_type?: string;
                /** @description To this. */
                subject_id?: string;
                /** @description At this moment or later. */
                after?: components["schemas"]["Timestamp"];
                /** @description Before this moment. */
                before?: components["schemas"]["Timestamp"];
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditEntry"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    export_audit_log: {
        parameters: {
            query?: {
                /** @description Done by this member. */
                actor_id?: string;
                /** @description This was done. */
                action?: string;
                /** @description To things of this kind. */
                subject_type?: string;
                /** @description To this. */
                subject_id?: string;
                /** @description At this moment or later. */
                after?: components["schemas"]["Timestamp"];
                /** @description Before this moment. */
                before?: components["schemas"]["Timestamp"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One entry a line */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitation"];
            };
        };
        responses: {
            /** @description The tenant; sign in now */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedInvitation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_own_accounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenants, the oldest membership first */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnAccounts"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordRequest"];
            };
        };
        responses: {
            /** @description It is set */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LetterRequest"];
            };
        };
        responses: {
            /** @description If somebody signs in with the address, a letter is on its way */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    look_at_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkRequest"];
            };
        };
        responses: {
            /** @description Who invites whom */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenInvitation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description The tokens of a new session */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LogoutRequest"];
            };
        };
        responses: {
            /** @description The session is over */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    ask_for_magic_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LetterRequest"];
            };
        };
        responses: {
            /** @description If somebody signs in with the address, a letter is on its way */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    redeem_magic_link: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemMagicLink"];
            };
        };
        responses: {
            /** @description The tokens of a new session */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user, the credential and the tenant */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_me: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchMe"];
            };
        };
        responses: {
            /** @description The user, the credential and the tenant */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_identity_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their names */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviders"];
                };
            };
            401: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    leave_for_identity_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's name */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to go */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityDeparture"];
                };
            };
            401: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    arrive_from_identity_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The provider's name */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IdentityArrival"];
            };
        };
        responses: {
            /** @description The tokens of a new session */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    issue_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket, shown this once */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RealtimeTicket"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description Fresh tokens of the session */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    register: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description A letter is on its way */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    resend_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LetterRequest"];
            };
        };
        responses: {
            /** @description If there is something to prove, a letter is on its way */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordRequest"];
            };
        };
        responses: {
            /** @description It is set */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The live sessions, at most 100 */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How many there were */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    switch_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SwitchAccount"];
            };
        };
        responses: {
            /** @description The tokens of a new session */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    enrol_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EnrolTotp"];
            };
        };
        responses: {
            /** @description The seed, shown this once */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    renew_backup_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TotpCode"];
            };
        };
        responses: {
            /** @description The backup codes, shown this once */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupCodes"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    confirm_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TotpCode"];
            };
        };
        responses: {
            /** @description The backup codes, shown this once */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BackupCodes"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    disable_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisableTotp"];
            };
        };
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    verify_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkRequest"];
            };
        };
        responses: {
            /** @description It is proven */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            410: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_batch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The batch */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The batch */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    undo_batch: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The batch */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["UndoBatch"];
            };
        };
        responses: {
            /** @description Where to look how far it is */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchStarted"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_canned_responses: {
        parameters: {
            query?: {
                /** @description What the short code begins with, or what words of the title begin with. */
                q?: string;
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The canned responses */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CannedResponse"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_canned_response: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCannedResponse"];
            };
        };
        responses: {
            /** @description The canned response */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedResponse"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_canned_response: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The canned response */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The canned response */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedResponse"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_canned_response: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The canned response */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_canned_response: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The canned response */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchCannedResponse"];
            };
        };
        responses: {
            /** @description The canned response */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CannedResponse"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    render_canned_response: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The canned response */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenderCannedResponse"];
            };
        };
        responses: {
            /** @description What it says there */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rendered"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_companies: {
        parameters: {
            query?: {
                /** @description Words, or parts of words, in the name and the address or domain, whatever case and accents. */
                q?: string;
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The companies */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Company"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_company: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateCompany"];
            };
        };
        responses: {
            /** @description The company */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_company: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The company */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            /** @description The version of `If-None-Match` is the present one */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_company: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The company */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_company: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The company */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchCompany"];
            };
        };
        responses: {
            /** @description The company */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_contacts: {
        parameters: {
            query?: {
                /** @description Words in name or identities. Not together with the filters below. */
                q?: string;
                /** @description Of this company. */
                company?: string;
                /** @description `true`: blocked ones; `false`: the others. */
                blocked?: boolean;
                /** @description Changed at this moment or later, in the order of their changes: for keeping a copy up to date. */
                updated_since?: components["schemas"]["Timestamp"];
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contacts */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Contact"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_contact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateContact"];
            };
        };
        responses: {
            /** @description The contact */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_suspected_contacts: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contacts, with those they might be */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ContactSuspects"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    export_contacts: {
        parameters: {
            query?: {
                /** @description Of this company. */
                company?: string;
                /** @description `true`: blocked ones; `false`: the others. */
                blocked?: boolean;
                /** @description Changed at this moment or later. */
                updated_since?: components["schemas"]["Timestamp"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contacts */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    import_contacts: {
        parameters: {
            query?: {
                /** @description `true`: only tell what would happen. */
                dry_run?: boolean;
                /** @description What to do with a row whose contact is known; `skip` if not given. */
                on_conflict?: "skip" | "update";
            };
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description The file */
        requestBody: {
            content: {
                "text/csv": string;
            };
        };
        responses: {
            /** @description The import */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_contact_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The import */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactImport"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            /** @description The version of `If-None-Match` is the present one */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_contact: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_contact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchContact"];
            };
        };
        responses: {
            /** @description The contact */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    block_contact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unblock_contact: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_contact_twins: {
        parameters: {
            query?: {
                /** @description At most so many; 20 if not given. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contacts, and why */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ContactSuspicion"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    add_identity: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddIdentity"];
            };
        };
        responses: {
            /** @description The contact */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    remove_identity: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The contact */
                id: string;
                /** @description The kind */
                kind: "phone" | "email" | "external" | "bsuid";
                /**
                 * @description The value, percent-encoded
                 * @example %2B33639980001
                 */
                value: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    merge_contact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The contact that becomes part of the other one */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeContact"];
            };
        };
        responses: {
            /** @description The other one */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_contact_notes: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notes */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ContactNote"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    write_contact_note: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteContactNote"];
            };
        };
        responses: {
            /** @description The note */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactNote"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_contact_note: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The contact */
                id: string;
                /** @description The note */
                note_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    edit_contact_note: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The contact */
                id: string;
                /** @description The note */
                note_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WriteContactNote"];
            };
        };
        responses: {
            /** @description The note */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContactNote"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_quarantine: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The contact */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_QuarantinedMessage"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unmerge_contact: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The contact that became part of another one */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contact, as it was */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Contact"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_conversations: {
        parameters: {
            query?: {
                /** @description In one of these states, with commas between; without it in any. */
                status?: components["schemas"]["Status"][];
                /** @description `me`, `none` or a user id. */
                assignee?: string;
                /** @description Of this team. */
                team?: string;
                /** @description In this inbox. */
                inbox?: string;
                /** @description With this label. */
                label?: string;
                /** @description With this contact. */
                contact?: string;
                /** @description Of this priority. */
                priority?: "low" | "normal" | "high" | "urgent";
                /** @description `true`: only with messages the caller has not read. */
                unread?: boolean;
                /** @description Words in contact or subject, or a number. */
                q?: string;
                /** @description That this saved view shows, and that match the rest too. */
                view?: string;
                /** @description The order; the view's if not given, `last_activity` without a view. */
                sort?: "last_activity" | "created" | "waiting";
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversations */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateConversation"];
            };
        };
        responses: {
            /** @description The conversation */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    change_conversations: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BulkChange"];
            };
        };
        responses: {
            /** @description Where to look how far it is */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchStarted"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    count_conversations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts, in one snapshot */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationCounts"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_deleted_conversations: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversations */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_DeletedConversation"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    filter_conversations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FilterConversations"];
            };
        };
        responses: {
            /** @description The conversations */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Conversation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchConversation"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    assign_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignConversation"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_days: {
        parameters: {
            query?: {
                /**
                 * @description A name of the IANA time zone database; `UTC` if not given.
                 * @example Europe/Paris
                 */
                tz?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConversationDays"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The draft */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    put_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutDraft"];
            };
        };
        responses: {
            /** @description The draft */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            /** @description The body is blank; there is no draft */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_draft: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description There is no draft */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    change_labels: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeLabels"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    add_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
                /** @description The label's name */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    remove_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
                /** @description The label's name */
                label: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    merge_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation that becomes part of the other */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MergeConversation"];
            };
        };
        responses: {
            /** @description The other conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_messages: {
        parameters: {
            query?: {
                /** @description The newest before this `seq`. */
                before?: number;
                /** @description The oldest after this `seq`. */
                after?: number;
                /** @description Half before this `seq`, half from it on. */
                around?: number;
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next: on in the same direction. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages; `next_cursor` goes on in the same direction */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    post_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostMessage"];
            };
        };
        responses: {
            /** @description The message, durable */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    mute_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["MuteConversation"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    unmute_conversation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_participants: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its participants, by user id */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Participant"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    add_participant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
                /** @description The member */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    remove_participant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
                /** @description The member */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    mark_read: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveCursor"];
            };
        };
        responses: {
            /** @description The caller's read cursor */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadState"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_readers: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The readers, by user id */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Reader"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    restore_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RestoreConversation"];
            };
        };
        responses: {
            /** @description The conversation, as it was */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_scheduled_of_conversation: {
        parameters: {
            query?: {
                /** @description In this state; `pending` if not given. */
                state?: "pending" | "sent" | "cancelled" | "failed";
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ScheduledMessage"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    schedule_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleMessage"];
            };
        };
        responses: {
            /** @description The scheduled message */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledMessage"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    change_status: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeStatus"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_transcript: {
        parameters: {
            query?: {
                /** @description `html` if not given. */
                format?: components["schemas"]["TranscriptFormat"];
                /** @description Whether what stays in the tenant is in it; false if not given. */
                notes?: boolean;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transcript */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                    "application/json": components["schemas"]["Transcript"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    transfer_conversation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransferConversation"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_transitions: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The steps */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Transition"];
                };
            };
            308: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    mark_unread: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The conversation */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MoveCursor"];
            };
        };
        responses: {
            /** @description The caller's read cursor */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadState"];
                };
            };
            308: components["responses"]["Problem"];
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_drafts: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The drafts */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Draft"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_events: {
        parameters: {
            query?: {
                /** @description After this position; without it from the oldest that is kept. */
                after?: number;
                /** @description Most events; 20 if not given. */
                limit?: number;
                /** @description How long to wait for an event if there is none, in seconds; not at all if not given. */
                wait?: number;
            };
            header?: {
                /** @description For a stream: in the place of `after` */
                "Last-Event-ID"?: number | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the caller may see of this stretch of the log */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                    "text/event-stream": string;
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            /** @description Events after this position are gone; `oldest` can be read after */
            410: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_inboxes: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The inboxes */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Inbox"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_inbox: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInbox"];
            };
        };
        responses: {
            /** @description The inbox */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_inbox: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The inbox */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The inbox */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            /** @description The version of `If-None-Match` is the present one */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_inbox: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The inbox */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_inbox: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The inbox */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchInbox"];
            };
        };
        responses: {
            /** @description The inbox */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    report_deliveries: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The inbox */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeliveryReports"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Outcomes"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_inbox_members: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The inbox */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members, by user id */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    add_inbox_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The inbox */
                id: string;
                /** @description The member */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member belongs to the inbox */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    remove_inbox_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The inbox */
                id: string;
                /** @description The member */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member does not belong to the inbox */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    receive_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The inbox */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReceiveMessage"];
            };
        };
        responses: {
            /** @description The message, durable */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedMessage"];
                };
            };
            /** @description The contact is blocked: kept in quarantine */
            202: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceivedMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_invitations: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitations */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Invitation"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_invitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitation"];
            };
        };
        responses: {
            /** @description The invitation */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its link opens nothing */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_labels: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The labels */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Label"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_label: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateLabel"];
            };
        };
        responses: {
            /** @description The label */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Label"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_label: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The label */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_label: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The label */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchLabel"];
            };
        };
        responses: {
            /** @description The label */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Label"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_macros: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The macros */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Macro"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_macro: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateMacro"];
            };
        };
        responses: {
            /** @description The macro */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Macro"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_macro: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The macro */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The macro */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Macro"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_macro: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The macro */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_macro: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The macro */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchMacro"];
            };
        };
        responses: {
            /** @description The macro */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Macro"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    run_macro: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The macro */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RunMacro"];
            };
        };
        responses: {
            /** @description The conversation */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversation"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description Words, or parts of words, in the name and the address or domain, whatever case and accents. */
                q?: string;
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members, by user id */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_member: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The member's user id */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchMember"];
            };
        };
        responses: {
            /** @description The member */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_mentions: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The notes */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Message"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is deleted */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    edit_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditMessage"];
            };
        };
        responses: {
            /** @description The message */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    answer_delivery: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeliveryAnswer"];
            };
        };
        responses: {
            /** @description The message */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_earlier_texts: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its earlier texts */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_EarlierText"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    add_reaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
                /**
                 * @description One emoji, percent-encoded
                 * @example 👍
                 */
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    remove_reaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The message */
                id: string;
                /**
                 * @description One emoji, percent-encoded
                 * @example 👍
                 */
                emoji: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    retry_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message, queued */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_presence: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members, by user id */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Presence"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    connect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is open */
            101: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            /** @description Pages of this origin may not connect */
            403: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_scheduled_messages: {
        parameters: {
            query?: {
                /** @description In this state; `pending` if not given. */
                state?: "pending" | "sent" | "cancelled" | "failed";
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The messages */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ScheduledMessage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_scheduled_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The scheduled message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The scheduled message */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledMessage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    cancel_scheduled_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The scheduled message */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is cancelled */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_scheduled_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The scheduled message */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchScheduledMessage"];
            };
        };
        responses: {
            /** @description The scheduled message */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduledMessage"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    search_all: {
        parameters: {
            query: {
                /**
                 * @description Words that must all be there; `"…"` holds words together and takes them as they are, a closing `*` lets
                 *     a word go on. Between them modifiers, whose values may be quoted: `in:` an inbox (name or id) or a
                 *     conversation (`in:#12`), `from:` `contact`, `agent`, `bot`, `me` or a member (name or address), `label:`,
                 *     `has:` `note`, `attachment`, `image` or `link`, `status:`, `before:` and `after:` a day in UTC. Several
                 *     of one kind are any of them, but labels and `has:` must all hold.
                 */
                q: string;
                /**
                 * @description What is searched; `messages` if not given. With `all` there is no cursor: the answer has one for each
                 *     kind, to go on with that.
                 */
                type?: "all" | "messages" | "contacts" | "conversations";
                /** @description Most items on the page; 20 if not given. With `all`: of each kind; 5 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found, newest first */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchPage"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_teams: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The teams */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Team"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTeam"];
            };
        };
        responses: {
            /** @description The team */
            201: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_team: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    rename_team: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The team */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchTeam"];
            };
        };
        responses: {
            /** @description The team */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Team"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_team_members: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The team */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members, by user id */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_Member"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    add_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team */
                id: string;
                /** @description The member */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member belongs to the team */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    remove_team_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The team */
                id: string;
                /** @description The member */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member does not belong to the team */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    list_views: {
        parameters: {
            query?: {
                /** @description Most items on the page; 20 if not given. */
                limit?: number;
                /** @description The page before said this was next. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The views */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_View"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    create_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateView"];
            };
        };
        responses: {
            /** @description The view */
            201: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    get_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The view */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The view */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            /** @description The version of `If-None-Match` is the present one */
            304: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    delete_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The view */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    patch_view: {
        parameters: {
            query?: never;
            header?: {
                /** @description Names this request: sent again with the same body it has no second effect and gets the first answer, with `Idempotency-Replayed: true`. */
                "Idempotency-Key"?: string;
                /** @description The `ETag` the change is based on, or `*`. */
                "If-Match"?: string;
            };
            path: {
                /** @description The view */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PatchView"];
            };
        };
        responses: {
            /** @description The view */
            200: {
                headers: {
                    /** @description `"<version>"`, for `If-Match`. */
                    ETag?: string;
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["View"];
                };
            };
            400: components["responses"]["Problem"];
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            408: components["responses"]["Problem"];
            409: components["responses"]["Problem"];
            412: components["responses"]["Problem"];
            413: components["responses"]["Problem"];
            415: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    count_view: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The view */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The count */
            200: {
                headers: {
                    /** @description Where the caller stands with it. */
                    RateLimit?: string;
                    /** @description The limit the request was counted under. */
                    "RateLimit-Policy"?: string;
                    /** @description Names the request in the server's log; the caller's own if it was sane. */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewCount"];
                };
            };
            401: components["responses"]["Problem"];
            403: components["responses"]["Problem"];
            404: components["responses"]["Problem"];
            422: components["responses"]["Problem"];
            429: components["responses"]["Problem"];
            500: components["responses"]["Problem"];
            503: components["responses"]["Problem"];
            default: components["responses"]["Problem"];
        };
    };
    follow_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What a link ends with */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The part that was asked for */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "*/*": number[];
                };
            };
            /** @description The client has it */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description The link opens nothing */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The file ends before that */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It lives */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    get_problem: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The `code` of a problem
                 * @example CONVERSATION_NOT_FOUND
                 */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description No such problem */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The database answers and its schema is this release's */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Not now */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
