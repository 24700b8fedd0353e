// The worker of a phone (docs/offline.md): it keeps the desk and its cases for who is signed in, shows them
// without a network, and puts what is done meanwhile into the queue. Nothing is kept that the server does not mark.
"use strict";

const { version, hashed, hours } = self.gezhiRelease;
const FILES = `files-${version}`, PAGES = "pages-", KEEP = "Gezhi-Keep", KEPT_AT = "Gezhi-Kept-At";
const MOST_CASES = 40, MINUTE = 60000, FRESH = 15 * MINUTE, PATIENCE = 6000;
const CASE = /^\/cases\/\w+\/$/, DEED = /^\/cases\/(\w+)\/(sign|note|settle|submit-result)\/$/;
const QUEUE = "/queue/";

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

// Pages

async function page(event, request, url) {
  const address = url.pathname + url.search;
  if (url.pathname === "/sign-in/") event.waitUntil(forgetPages());
  const kept = await copyOf(address);
  try {
    const answer = await (kept ? soon(fetch(request)) : fetch(request));
    event.waitUntil(keep(address, answer.clone()));
    return answer;
  } catch (error) {
    return kept || (await copyOf(QUEUE)) || Response.error();
  }
}

function soon(answer) {
  const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
  return Promise.race([answer, late]);
}

async function pagesOf(person) {
  const names = (await caches.keys()).filter((name) => name.startsWith(PAGES));
  for (const name of names) if (person && name !== PAGES + person) await caches.delete(name);
  return person ? PAGES + person : names[0];
}

// Who may see the copies: the person for whom the server last marked a page.
async function whose() {
  const name = await pagesOf();
  return name ? name.slice(PAGES.length) : "";
}

async function copyOf(address) {
  const name = await pagesOf();
  const kept = name && await (await caches.open(name)).match(address, { ignoreVary: true });
  if (!kept || age(kept) < hours * 60 * MINUTE) return kept;
  await (await caches.open(name)).delete(address, { ignoreVary: true });
  return undefined;
}

const age = (kept) => Date.now() - Date.parse(kept.headers.get(KEPT_AT));

async function keep(address, answer) {
  const person = answer.headers.get(KEEP);
  if (!person) {
    const name = answer.type === "opaqueredirect" ? "" : await pagesOf();
    if (name) await (await caches.open(name)).delete(address, { ignoreVary: true });
    return;
  }
  const at = new Date().toISOString(), headers = new Headers(answer.headers);
  headers.set(KEPT_AT, at);
  const html = await answer.text(), pages = await caches.open(await pagesOf(person));
  await pages.put(address, new Response(html.replace("<html ", `<html data-kept-at="${at}" `), { headers }));
  await trim(pages);
  await keepFilesOf(html);
}

async function trim(pages) {
  const cases = (await pages.keys()).filter((request) => CASE.test(new URL(request.url).pathname));
  for (const old of cases.slice(0, Math.max(0, cases.length - MOST_CASES))) await pages.delete(old, { ignoreVary: true });
}

// The cases of the desk, one after the other, while nobody waits.
async function keepAll(addresses) {
  for (const address of addresses.slice(0, MOST_CASES + 2)) {
    const kept = await copyOf(address);
    if (kept && age(kept) < FRESH) continue;
    try {
      await keep(address, await fetch(address, { redirect: "error" }));
    } catch (error) {
      return;
    }
  }
}

async function forgetPages() {
  for (const name of await caches.keys()) if (name.startsWith(PAGES)) await caches.delete(name);
}

// Deeds

async function deed(request, url) {
  const person = await whose(), sent = await request.clone().formData();
  if (!person || sent.has("look")) return fetch(request);
  const [, number, verb] = DEED.exec(url.pathname);
  const before = (await self.gezhiQueue.of(person)).filter((one) => one.number === number);
  if (!before.some((one) => one.state === "waiting")) {
    try {
      return await fetch(request);
    } catch (error) {
      // No network, or none while the answer was on its way: the key of the form finds what arrived.
    }
  }
  await self.gezhiQueue.add(written(person, number, verb, url.pathname, [...sent], before));
  return Response.redirect(QUEUE, 303);
}

function written(person, number, verb, address, entries, before) {
  const fields = entries.filter(([name]) => !["csrfmiddlewaretoken", "once"].includes(name));
  const [, expected] = fields.find(([name]) => name.endsWith("-expected")) || [];
  const [, given] = entries.find(([name]) => name === "once") || [];
  const isNew = given && !before.some((one) => one.once === given);
  const once = isNew ? given : crypto.randomUUID().replaceAll("-", "");
  return { person, number, verb, address, fields, expected, once, at: new Date().toISOString(), state: "waiting" };
}

async function signOut(request) {
  const person = await whose();
  await forgetPages();
  if (person) await self.gezhiQueue.forget(person);
  return fetch(request);
}
