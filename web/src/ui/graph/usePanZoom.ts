import { useCallback, useEffect, useRef, useState } from 'react';
import type { PointerEvent, RefObject } from 'react';

export type View = { x: number; y: number; scale: number };
type Size = { width: number; height: number };
type Point = { x: number; y: number };

const smallest = 0.15;
// Fitting does not make names smaller than this: the rest of a large map is reached by moving it.
const readable = 0.6;
const largest = 3;
const margin = 16;

/** Where a drawing begins along one axis: in the middle when it fits, else so that what is looked at is near the middle. */
function placed(window: number, content: number, focus: number): number {
  if (content + 2 * margin <= window) return (window - content) / 2;
  return Math.min(margin, Math.max(window - content - margin, window / 2 - focus));
}

/** Moves and scales a drawing: drag, wheel, buttons. It fits the window at first and again when what is drawn changes; what does not fit begins around `focus`. */
export function usePanZoom(host: RefObject<HTMLElement | null>, window: Size, content: Size, key: string, focus: Point) {
  const [view, setView] = useState<View>({ x: 0, y: 0, scale: 1 });
  const moved = useRef(false);

  const fit = useCallback(() => {
    if (window.width === 0 || content.width === 0) return;
    const scale = Math.min(1.15, Math.max(readable, Math.min((window.width - 2 * margin) / content.width, (window.height - 2 * margin) / content.height)));
    setView({ x: placed(window.width, content.width * scale, focus.x * scale), y: placed(window.height, content.height * scale, focus.y * scale), scale });
    moved.current = false;
    // What is chosen later must not move the drawing under the pointer.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [window.width, window.height, content.width, content.height]);

  useEffect(() => {
    if (!moved.current) fit();
  }, [fit]);
  // Something else is drawn: where one looked before means nothing there.
  useEffect(fit, [key]); // eslint-disable-line react-hooks/exhaustive-deps

  const zoom = useCallback((factor: number, x = window.width / 2, y = window.height / 2) => {
    moved.current = true;
    setView((old) => {
      const scale = Math.min(largest, Math.max(smallest, old.scale * factor));
      const ratio = scale / old.scale;
      return { scale, x: x - (x - old.x) * ratio, y: y - (y - old.y) * ratio };
    });
  }, [window.width, window.height]);

  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    // React's own wheel listener cannot keep the page from scrolling.
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX - box.left, event.clientY - box.top);
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [host, zoom]);

  const drag = (down: PointerEvent<Element>) => {
    if (down.button !== 0) return;
    const target = down.currentTarget;
    let [x, y] = [down.clientX, down.clientY];
    const move = (event: globalThis.PointerEvent) => {
      const [dx, dy] = [event.clientX - x, event.clientY - y];
      // A shaky click is not a drag.
      if (!moved.current && Math.abs(dx) + Math.abs(dy) < 3) return;
      moved.current = true;
      [x, y] = [event.clientX, event.clientY];
      setView((old) => ({ ...old, x: old.x + dx, y: old.y + dy }));
    };
    const end = () => {
      target.removeEventListener('pointermove', move as EventListener);
      target.removeEventListener('pointerup', end);
      target.removeEventListener('pointercancel', end);
    };
    target.setPointerCapture(down.pointerId);
    target.addEventListener('pointermove', move as EventListener);
    target.addEventListener('pointerup', end);
    target.addEventListener('pointercancel', end);
  };
  return { view, zoom, fit, drag };
}
