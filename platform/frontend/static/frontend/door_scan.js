/* Reads QR codes with the camera: by the browser itself where it can, else by jsQR, which is loaded on demand. */
(() => {
  "use strict";

  /* A look takes some milliseconds; more of them drain the battery. */
  const EVERY = 200;
  /* A ticket as it is made, alone or as a part of an address. */
  const TICKET = /(?<![0-9A-Za-z])[23456789ABCDEFGHJKMNPQRSTUVWXYZ]{8}(?![0-9A-Za-z])/g;

  const load = (address) =>
    new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });

  const ownReader = async () => {
    if (!("BarcodeDetector" in window)) return null;
    const formats = await BarcodeDetector.getSupportedFormats();
    if (!formats.includes("qr_code")) return null;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  };

  const loadedReader = async (address) => {
    if (!window.jsQR) await load(address);
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
      context.drawImage(video, 0, 0);
      const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
      return window.jsQR(data, width, height)?.data;
    };
  };

  /* Starts the camera and calls `found` with each code it sees; returns a function that stops it. */
  const start = async (video, address, found) => {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    const stop = () => {
      clearInterval(timer);
      stream.getTracks().forEach((track) => track.stop());
      video.srcObject = null;
    };
    let timer;
    let isLooking = false;
    try {
      const read = (await ownReader()) ?? (await loadedReader(address));
      video.srcObject = stream;
      await video.play();
      timer = setInterval(async () => {
        if (isLooking || !video.videoWidth) return;
        isLooking = true;
        try {
          const text = await read(video);
          if (text) found(text);
        } catch {
          // One picture that could not be read; the next one follows.
        } finally {
          isLooking = false;
        }
      }, EVERY);
    } catch (error) {
      stop();
      throw error;
    }
    return stop;
  };

  window.kdDoor = { ...window.kdDoor, startCamera: start, ticketsIn: (text) => text.toUpperCase().match(TICKET) ?? [] };
})();
