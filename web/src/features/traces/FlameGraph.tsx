import { Button, useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { layFrames, toFrames } from './flame';
import type { Frame } from './flame';
import type { Trace } from './model';
import { serviceColor, serviceTextColor } from './serviceColor';
import { formatCount, formatDuration } from '../../lib/format';
import { resolveColor } from '../../ui/chartOptions';
import classes from './FlameGraph.module.css';

const frameHeight = 22;

/** Where the time went: equal calls put together, the wider the more time of their own. A click zooms in and shows the longest of the spans. */
export function FlameGraph({ trace, marks, onSelect }: { trace: Trace; marks: Uint8Array | undefined; onSelect: (span: number) => void }) {
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme();
  const root = useMemo(() => toFrames(trace, marks), [trace, marks]);
  const [chosen, setChosen] = useState<Frame>();
  const zoomed = chosen && sameRoot(chosen, root) ? chosen : root;
  const [hovered, setHovered] = useState<{ frame: Frame; x: number; y: number }>();
  const laid = useMemo(() => layFrames(zoomed, width > 0 ? 0.7 / width : 1), [zoomed, width]);
  const height = (Math.max(0, ...laid.map(({ frame }) => frame.depth)) + 1) * frameHeight;

  useEffect(() => {
    if (canvas.current && width > 0) draw(canvas.current, laid, { width, height, marked: marks !== undefined, whole: root.total });
  }, [laid, width, height, scheme, marks, root]);

  const frameAt = (event: MouseEvent<HTMLCanvasElement>): Frame | undefined => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, depth] = [(event.clientX - box.left) / Math.max(1, box.width), Math.floor((event.clientY - box.top) / frameHeight)];
    return laid.find(({ frame, left, width: wide }) => frame.depth === depth && x >= left && x < left + wide)?.frame;
  };
  return (
    <div className={classes.flame}>
      <div className={classes.bar}>
        <span>Equal calls put together; width is time of their own. {zoomed !== root && <>Shown: <b>{zoomed.service} {zoomed.name}</b></>}</span>
        {zoomed !== root && <Button variant="subtle" onClick={() => setChosen(undefined)}>Show all</Button>}
      </div>
      <div className={classes.scroller}>
        <div ref={ref}>
          <canvas ref={canvas} style={{ width: '100%', height }} role="img" aria-label="Flame graph" onMouseLeave={() => setHovered(undefined)}
            onMouseMove={(event) => {
              const frame = frameAt(event);
              setHovered(frame && { frame, x: event.clientX, y: event.clientY });
            }}
            onClick={(event) => {
              const frame = frameAt(event);
              if (!frame) return;
              setChosen(frame === root ? undefined : frame);
              if (frame.longest >= 0) onSelect(frame.longest);
            }} />
        </div>
      </div>
      {hovered && <Tip {...hovered} whole={root.total} />}
    </div>
  );
}

function Tip({ frame, x, y, whole }: { frame: Frame; x: number; y: number; whole: number }) {
  const share = (nano: number) => `${((nano / Math.max(1, whole)) * 100).toFixed(1)} %`;
  return (
    <div className={classes.tip} style={{ left: Math.min(x + 14, window.innerWidth - 300), top: y + 16 }}>
      <b style={{ color: frame.service === '' ? undefined : serviceTextColor(frame.service) }}>{frame.service}</b> {frame.name}
      <dl>
        <dt>Its own</dt><dd>{formatDuration(frame.self)}, {share(frame.self)}</dd>
        <dt>With all below</dt><dd>{formatDuration(frame.total)}, {share(frame.total)}</dd>
        {frame.spans > 0 && <><dt>Calls</dt><dd>{formatCount(frame.spans, 'span')}{frame.spans > 1 && `, ${formatDuration(frame.duration / frame.spans)} each`}</dd></>}
        {frame.failed > 0 && <><dt>Failed</dt><dd className={classes.bad}>{frame.failed}</dd></>}
      </dl>
    </div>
  );
}

const sameRoot = (frame: Frame, root: Frame): boolean => (frame.parent ? sameRoot(frame.parent, root) : frame === root);

type Sheet = { width: number; height: number; marked: boolean; whole: number };

function draw(canvas: HTMLCanvasElement, laid: { frame: Frame; left: number; width: number }[], { width, height, marked, whole }: Sheet) {
  const ratio = window.devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(ratio, ratio);
  context.font = "11.5px 'Inter Variable', system-ui, sans-serif";
  context.textBaseline = 'middle';
  const [text, bad, surface] = [resolveColor('var(--text)'), resolveColor('var(--bad)'), resolveColor('var(--line)')];
  const colors = new Map<string, string>();
  for (const { frame, left, width: share } of laid) {
    const [x, y, w] = [left * width, frame.depth * frameHeight, share * width];
    let color = colors.get(frame.service);
    if (!color) colors.set(frame.service, (color = frame.service === '' ? surface : resolveColor(serviceColor(frame.service))));
    context.globalAlpha = marked && !frame.marked ? 0.14 : 0.42;
    context.fillStyle = color;
    context.fillRect(x, y, Math.max(0.6, w - 1), frameHeight - 1);
    if (frame.failed > 0) {
      context.globalAlpha = 1;
      context.fillStyle = bad;
      context.fillRect(x, y + frameHeight - 3, Math.max(0.6, w - 1), 2);
    }
    context.globalAlpha = marked && !frame.marked ? 0.5 : 1;
    if (w < 34) continue;
    context.save();
    context.beginPath();
    context.rect(x, y, w - 4, frameHeight);
    context.clip();
    context.fillStyle = text;
    context.fillText(`${frame.name}${frame.spans > 1 ? ` × ${frame.spans}` : ''}  ${formatDuration(frame.total)} · ${((frame.total / Math.max(1, whole)) * 100).toFixed(0)} %`, x + 6, y + frameHeight / 2);
    context.restore();
  }
}
