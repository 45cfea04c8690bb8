import "@testing-library/jest-dom/vitest";
import "fake-indexeddb/auto";
import { afterEach } from "vitest";
import { cleanup } from "@testing-library/react";
import { activate } from "@i18n/index";

await activate("en");
afterEach(cleanup);
