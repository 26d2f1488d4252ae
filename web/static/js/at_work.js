// A page whose job is at work looks again by itself, while somebody looks at it and has nothing in hand.
const AGAIN = 1500;
const idle = () => document.visibilityState === "visible" && (document.activeElement === document.body || document.activeElement === null);
setInterval(() => { if (idle()) location.reload(); }, AGAIN);
