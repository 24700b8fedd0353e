// What was done without a network waits here, in a database of its own (that of waiting reports is another). Pages and
// the worker share it.
self.gezhiQueue = (() => {
  "use strict";

  const STORE = "deeds";

  const opened = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("gezhi-deeds", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  // One request in a transaction of its own; settled when it is on the disk.
  async function run(mode, what) {
    const database = await opened();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode, { durability: "strict" });
        const asked = what(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  }

  // In the order in which it was done.
  async function of(person) {
    return (await run("readonly", (store) => store.getAll())).filter((deed) => deed.person === person);
  }

  const add = (deed) => run("readwrite", (store) => store.add(deed));
  // What was deleted while its answer was on the way does not come back.
  const put = (deed) => run("readwrite", (store) => {
    const asked = store.get(deed.id);
    asked.onsuccess = () => asked.result && store.put(deed);
    return asked;
  });
  const remove = (id) => run("readwrite", (store) => store.delete(id));

  async function forget(person) {
    for (const deed of await of(person)) await remove(deed.id);
  }

  return { of, add, put, remove, forget };
})();
