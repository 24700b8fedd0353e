// The worker of a phone (docs/offline.md): it keeps the desk and its cases for who is signed in, shows them
// without a network, and puts what is done meanwhile into the queue. Nothing is kept that the server does not mark.
"use strict";

const { version, hashed, hours } = self.gezhiRelease;
const FILES = `files-${version}`, PAGES = "pages", KEEP = "Gezhi-Keep", KEPT_AT = "Gezhi-Kept-At";
const MOST_CASES = 40, MINUTE = 60000, FRESH = 15 * MINUTE, PATIENCE = 6000;
const CASE = /^\/cases\/\w+\/$/, DEED = /^\/cases\/(\w+)\/(sign|note|settle|submit-result|settled)\/$/;
const QUEUE = "/queue/", ANY = { ignoreVary: true };

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(replace()));
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data.keep)) event.waitUntil(keepAll(event.data.keep));
});
self.addEventListener("fetch", (event) => {
  const request = event.request, url = new URL(request.url);
  if (url.origin !== location.origin) return;
  const answer = answerTo(event, request, url);
  if (answer) event.respondWith(answer);
});

function answerTo(event, request, url) {
  const isPage = request.mode === "navigate";
  if (request.method === "POST") {
    if (isPage && DEED.test(url.pathname)) return deed(request, url);
    return isPage && url.pathname === "/sign-out/" ? signOut(request) : null;
  }
  if (url.pathname.startsWith("/static/")) return file(request);
  if (isPage) return page(event, request, url);
  const isPart = request.headers.has("HX-Request") || url.pathname === "/notices/pulse/";
  return isPart ? fetch(request).catch(() => new Response(null, { status: 204 })) : null;
}

// A release replaces the worker, its files, and the pages that were made for them.
async function replace() {
  for (const name of await caches.keys()) if (name !== FILES) await caches.delete(name);
  await self.clients.claim();
}

// Files

async function file(request) {
  const kept = await caches.match(request, { cacheName: FILES });
  if (kept && hashed) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await (await caches.open(FILES)).put(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

async function keepFilesOf(html) {
  const files = await caches.open(FILES);
  for (const [, address] of html.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)) {
    if (!(await files.match(address))) await files.add(address).catch(() => {});
  }
}

// Pages: the copies of one person. The cache is opened before a page is asked for: where it was deleted meanwhile, by
// a sign-out, what arrives goes into the deleted one and is gone with it, whichever worker had asked.

const opened = () => caches.open(PAGES);
const forgetPages = () => caches.delete(PAGES);

async function page(event, request, url) {
  const address = url.pathname + url.search;
  if (url.pathname === "/sign-in/") event.waitUntil(forgetPages());
  const pages = await opened(), kept = await copyOf(address, pages);
  try {
    const answer = await (kept ? soon(fetch(request)) : fetch(request));
    event.waitUntil(keep(address, answer.clone(), pages));
    return answer;
  } catch (error) {
    return kept || (await copyOf(QUEUE, pages)) || Response.error();
  }
}

function soon(answer) {
  const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
  return Promise.race([answer, late]);
}

// Who may see the copies: the person for whom the server marked them.
async function ownerOf(pages) {
  const [first] = await pages.keys(), kept = first && await pages.match(first, ANY);
  return kept ? kept.headers.get(KEEP) : "";
}

async function copyOf(address, pages) {
  const kept = await pages.match(address, ANY);
  if (!kept || age(kept) < hours * 60 * MINUTE) return kept;
  await pages.delete(address, ANY);
  return undefined;
}

const age = (kept) => Date.now() - Date.parse(kept.headers.get(KEPT_AT));

async function keep(address, answer, pages) {
  const person = answer.headers.get(KEEP), owner = await ownerOf(pages);
  if (!person) return answer.type !== "opaqueredirect" && answer.status < 500 && pages.delete(address, ANY);
  if (owner && owner !== person) return forgetPages(); // this one is kept when it is asked for again
  const at = new Date().toISOString(), headers = new Headers(answer.headers);
  headers.set(KEPT_AT, at);
  const html = await answer.text();
  await pages.put(address, new Response(html.replace("<html ", `<html data-kept-at="${at}" `), { headers }));
  await trim(pages);
  return keepFilesOf(html);
}

async function trim(pages) {
  const cases = (await pages.keys()).filter((request) => CASE.test(new URL(request.url).pathname));
  for (const old of cases.slice(0, Math.max(0, cases.length - MOST_CASES))) await pages.delete(old, ANY);
}

// The cases of the desk, one after the other, while nobody waits.
async function keepAll(addresses) {
  for (const address of addresses.slice(0, MOST_CASES + 3)) {
    const pages = await opened(), kept = await copyOf(address, pages);
    if (kept && age(kept) < FRESH) continue;
    try {
      await keep(address, await fetch(address, { redirect: "error" }), pages);
    } catch (error) {
      return;
    }
  }
}

// Before, for whoever has no network; and after, for until the answer the session gave out pages. What waits to be sent
// the page has deleted (offline.js), which had to tell the person.
async function signOut(request) {
  await forgetPages();
  try {
    return await fetch(request);
  } finally {
    await forgetPages();
  }
}

// Deeds

// Where the queue cannot be read or written (a private window, a full phone), the form goes the ordinary way. Whose it
// is the form itself says: its page may still be open in another tab when a colleague has signed in.
async function deed(request, url) {
  const owner = await ownerOf(await opened()), sent = await request.clone().formData();
  const person = owner && sent.get("author"), [, number, verb] = DEED.exec(url.pathname);
  const all = person && !sent.has("look") ? await self.gezhiQueue.of(person).catch(() => null) : null;
  if (!all) return fetch(request);
  const before = all.filter((one) => one.number === number);
  if (!before.some((one) => one.state === "waiting")) {
    try {
      return await fetch(request.clone());
    } catch (error) {
      // No network, or none while the answer was on its way: the key of the form finds what arrived.
    }
  }
  const waits = written(person, number, verb, url.pathname, [...sent], before);
  return self.gezhiQueue.add(waits).then(() => Response.redirect(QUEUE, 303), () => fetch(request));
}

function written(person, number, verb, address, entries, before) {
  const fields = entries.filter(([name]) => !["csrfmiddlewaretoken", "once"].includes(name));
  const [, expected] = fields.find(([name]) => name.endsWith("-expected")) || [];
  const [, given] = entries.find(([name]) => name === "once") || [];
  const isNew = given && !before.some((one) => one.once === given);
  const once = isNew ? given : crypto.randomUUID().replaceAll("-", "");
  return { person, number, verb, address, fields, expected, once, at: new Date().toISOString(), state: "waiting" };
}
