
// A payment that goes on elsewhere: the page notices its end by itself, and counts down. Without this file a link and a
// <meta> do the same.
(() => {
  "use strict";

  const { events, finish } = document.body.dataset;
  if (!events) {
    return;
  }
  const POLL_MS = 3000;
  const over = () => location.replace(finish);

  const poll = () =>
    fetch(events)
      .then((answer) => answer.text())
      .then((text) => (text.includes("event: over") ? over() : setTimeout(poll, POLL_MS)))
      .catch(() => setTimeout(poll, POLL_MS));

  const listen = () => {
    const source = new EventSource(events);
    source.addEventListener("over", () => {
      source.close();
      over();
    });
    source.addEventListener("error", () => {
      // The server ends each bite of events; a browser that gives up asks by itself.
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(poll, POLL_MS);
      }
    });
    addEventListener("pagehide", () => source.close());
  };

  const countDown = (place) => {
    const end = Date.now() + Number(place.dataset.seconds) * 1000;
    const left = place.querySelector(".left");
    const tick = () => {
      const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      left.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
      if (seconds === 0) {
        clearInterval(timer);
        setTimeout(over, 1000);
      }
    };
    const timer = setInterval(tick, 1000);
  };

  const place = document.querySelector("[data-seconds].countdown");
  if (place) {
    countDown(place);
  }
  (window.EventSource ? listen : poll)();
})();
