import "@testing-library/jest-dom/vitest";
import "fake-indexeddb/auto";
import { afterEach } from "vitest";
import { cleanup, configure } from "@testing-library/react";
import { activate } from "@i18n/index";

// On a machine that does much else.
configure({ asyncUtilTimeout: 10_000 });
await activate("en");
afterEach(cleanup);
