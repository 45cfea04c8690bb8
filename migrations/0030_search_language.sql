-- The language of a tenant's search: besides its words, a message can be found by their stems, so that
-- "orders" finds "order". Words stay what they were: exact words, prefixes and phrases know no stems.

create domain app.search_language as text check (
  value in ('simple', 'arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish', 'french',
            'german', 'greek', 'hindi', 'hungarian', 'indonesian', 'irish', 'italian', 'lithuanian', 'nepali',
            'norwegian', 'portuguese', 'romanian', 'russian', 'serbian', 'spanish', 'swedish', 'tamil',
            'turkish', 'yiddish'));

-- A search bucket is three numbers in one: the tenant's (from bit 24 on), the language of the stems (bits
-- 19 to 23), and which stretch of 4,096 messages it is (bits 0 to 18: two thousand million messages a
-- tenant). account_streams.search_bucket has the lower two, so whoever appends a message writes the
-- language with it and knows nothing of it.
create function app.search_place(p_bucket bigint) returns bigint language sql immutable parallel safe
  return p_bucket & ~(31::bigint << 19);

create function app.search_language_of(p_bucket bigint) returns int language sql immutable parallel safe
  return (p_bucket >> 19 & 31)::int;

-- A language's number; 0 is none. The numbers are in rows: the lists only grow, at their end.
create function app.search_language_number(p_name text) returns int language sql immutable parallel safe
  return coalesce(array_position(array['arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish', 'french', 'german', 'greek',
                            'hindi', 'hungarian', 'indonesian', 'irish', 'italian', 'lithuanian', 'nepali',
                            'norwegian', 'portuguese', 'romanian', 'russian', 'serbian', 'spanish', 'swedish',
                            'tamil', 'turkish', 'yiddish'], p_name), 0);

create function app.search_dictionary(p_language int) returns regdictionary language sql immutable parallel safe
  return (array['pg_catalog.arabic_stem', 'pg_catalog.armenian_stem', 'pg_catalog.basque_stem', 'pg_catalog.catalan_stem',
                'pg_catalog.danish_stem', 'pg_catalog.dutch_stem', 'pg_catalog.english_stem',
                'pg_catalog.finnish_stem', 'pg_catalog.french_stem', 'pg_catalog.german_stem',
                'pg_catalog.greek_stem', 'pg_catalog.hindi_stem', 'pg_catalog.hungarian_stem',
                'pg_catalog.indonesian_stem', 'pg_catalog.irish_stem', 'pg_catalog.italian_stem',
                'pg_catalog.lithuanian_stem', 'pg_catalog.nepali_stem', 'pg_catalog.norwegian_stem',
                'pg_catalog.portuguese_stem', 'pg_catalog.romanian_stem', 'pg_catalog.russian_stem',
                'pg_catalog.serbian_stem', 'pg_catalog.spanish_stem', 'pg_catalog.swedish_stem',
                'pg_catalog.tamil_stem', 'pg_catalog.turkish_stem', 'pg_catalog.yiddish_stem']::regdictionary[])[p_language];

-- The stems of a text's words that are not the words themselves, without accents. They are stemmed with
-- them: many an ending is none without its accent. Words that a language has everywhere have no stem.
create function app.search_stems(p_language int, p_text text) returns text[]
language plpgsql immutable strict parallel safe as $$
declare
  v_dictionary constant regdictionary := app.search_dictionary(p_language);
  v_text text := lower(p_text);
begin
  if octet_length(p_text) <> length(p_text) then
    v_text := regexp_replace(v_text,
      '[\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u060c\u061b\u061f\u06d4\u1680\u180e\u2000-\u206f\u3000-\u303f\ufe00-\ufe0f\ufe10-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+',
      ' ', 'g');
  end if;
  v_text := regexp_replace(v_text, '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+', ' ', 'g');
  return array(
    select case when octet_length(s.stem) = length(s.stem) then s.stem
                -- What unaccent makes of a letter may be punctuation.
                else translate(lower(public.unaccent('public.unaccent', s.stem)), '''\', '') end
    from unnest(string_to_array(v_text, ' ')) w (word)
    cross join lateral (select left((ts_lexize(v_dictionary, w.word))[1], 100)) s (stem)
    where s.stem <> w.word);
end
$$;

-- As in 0006, with the stems: each has a mark in front that no word can have. ASCII text is gone through
-- once: its words are what is stemmed.
create or replace function app.search_vector(p_bucket bigint, p_text text) returns tsvector
language plpgsql immutable parallel safe as $$
declare
  v_prefix text;
  v_dictionary regdictionary;
begin
  if app.search_language_of(p_bucket) = 0 then
    return (
      select string_agg('''' || to_hex(p_bucket) || 'g' || left(w.word, 100) || ''':' || least(w.place, 16383), ' ')
      from unnest(app.search_words(p_text)) with ordinality w (word, place)
    )::tsvector;
  end if;
  v_prefix := '''' || to_hex(app.search_place(p_bucket)) || 'g';
  if octet_length(p_text) = length(p_text) then
    v_dictionary := app.search_dictionary(app.search_language_of(p_bucket));
    return (
      select string_agg(v_prefix || left(w.word, 100) || ''':' || least(w.place, 16383)
                        || case when w.stem <> w.word then ' ' || v_prefix || '~' || left(w.stem, 100) || '''' else '' end, ' ')
      from (select word, place, (ts_lexize(v_dictionary, word))[1] as stem
            from unnest(app.search_words(p_text)) with ordinality w (word, place)) w
    )::tsvector;
  end if;
  return (
    select string_agg(lexeme, ' ')
    from (select v_prefix || left(w.word, 100) || ''':' || least(w.place, 16383)
          from unnest(app.search_words(p_text)) with ordinality w (word, place)
          union all
          select v_prefix || '~' || s.stem || ''''
          from unnest(app.search_stems(app.search_language_of(p_bucket), p_text)) s (stem)) l (lexeme)
  )::tsvector;
end
$$;

grant execute on function app.search_place(bigint), app.search_language_of(bigint), app.search_language_number(text),
  app.search_dictionary(int), app.search_stems(int, text) to skybot_app, skybot_search;

alter table accounts add column search_language app.search_language not null default 'simple';

-- New messages are stemmed in the language from the commit on. What is there already gets its stems by a
-- job; until then it is found by its words.
create function app.speak() returns trigger language plpgsql as $$
begin
  perform set_config('app.account_id', new.id::text, true);
  update account_streams
  set search_bucket = (search_bucket & 524287) | (app.search_language_number(new.search_language) << 19)
  where account_id = new.id;
  return null;
end
$$;
create trigger speak after update of search_language on accounts
  for each row when (old.search_language is distinct from new.search_language) execute function app.speak();

drop function app.patch_account(text, text, boolean);
create function app.patch_account(p_name text, p_locale text, p_second_factor_required boolean, p_search_language text)
returns void language plpgsql as $$
begin
  perform app.enter_platform();
  update accounts a
  set name = coalesce(p_name, a.name), locale = coalesce(p_locale, a.locale),
      second_factor_required = coalesce(p_second_factor_required, a.second_factor_required),
      search_language = coalesce(p_search_language, a.search_language), version = a.version + 1
  where a.id = app.tenant();
  perform app.leave_platform();
end
$$;
grant execute on function app.patch_account(text, text, boolean, text) to skybot_app;

-- Stems the next messages of the tenant after a place, in the language of now; the last place looked at,
-- none at the end, and how many it changed.
create function app.stem_messages(p_conversation uuid, p_seq bigint, p_limit int,
                                  out conversation_id uuid, out seq bigint, out changed bigint)
language plpgsql set plan_cache_mode = force_custom_plan as $$
#variable_conflict use_column
declare
  v_language int;
begin
  select app.search_language_of(s.search_bucket::bigint) into v_language
  from account_streams s where s.account_id = app.tenant();
  with step as materialized (
    select m.conversation_id, m.seq::bigint, m.search_bucket from messages m
    where m.account_id = app.tenant() and (p_conversation is null or (m.conversation_id, m.seq) > (p_conversation, p_seq))
    order by m.conversation_id, m.seq
    limit p_limit
  ), stemmed as (
    update messages m
    set search_bucket = app.search_place(m.search_bucket) | (v_language::bigint << 19)
    from (select * from step where app.search_language_of(step.search_bucket) <> v_language) s
    where m.account_id = app.tenant() and m.conversation_id = s.conversation_id and m.seq = s.seq
    returning 1
  )
  select l.conversation_id, l.seq, (select count(*) from stemmed)
  into stem_messages.conversation_id, stem_messages.seq, changed
  from (values (true)) v
  left join (select * from step order by conversation_id desc, seq desc limit 1) l on true;
end
$$;
grant execute on function app.stem_messages(uuid, bigint, int) to skybot_app;

-- Which of the words are forms of one of the terms, in the tenant's language: for showing what was found.
create function app.search_forms(p_account uuid, p_terms text[], p_words text[]) returns table (word text)
language sql stable as $$
  with spoken as (
    select app.search_language_of(s.search_bucket::bigint) as language
    from account_streams s where s.account_id = p_account
  ), stem as (
    select coalesce((app.search_stems(spoken.language, t))[1], (app.search_words(t))[1]) as stem
    from spoken, unnest(p_terms) t where cardinality(app.search_words(t)) = 1
  )
  select w.word
  from spoken, unnest(p_words) w (word)
  cross join lateral (
    select app.fold(coalesce((ts_lexize(app.search_dictionary(spoken.language), w.word))[1], w.word)) as stem) s
  where s.stem in (select stem from stem)
$$;
grant execute on function app.search_forms(uuid, text[], text[]) to skybot_app;
