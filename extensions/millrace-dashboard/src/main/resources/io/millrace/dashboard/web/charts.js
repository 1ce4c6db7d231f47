import { html, useEffect, useRef } from './vendor/preact-htm.js';

const SHORTEST_SECONDS = 60;

/** Without digits that say nothing: 4k, not 4.00k. */
const tidy = label => label.replace(/\.(\d*?)0+(?=\D*$)/, (all, kept) => kept ? '.' + kept : '');

function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(width, height, lines, text, top) {
    const axis = { stroke: colour('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
    return {
        width,
        height,
        padding: [10, 26, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 7 } },
        scales: {
            x: { range: (u, min, max) => [Math.min(min || 0, (max || 0) - SHORTEST_SECONDS), max || 0] },
            y: { range: (u, min, max) => [0, top || Math.max(1e-3, (max || 0) * 1.15)] },
        },
        axes: [
            { ...axis, size: 26, space: 80, grid: { show: false },
                values: (u, at) => at.map(each => new Date(each * 1000).toTimeString().slice(0, 8)), incrs: [20, 60, 120, 300] },
            { ...axis, size: 52, space: 28, grid: { stroke: colour('--line'), width: 1 }, values: (u, at) => at.map(each => tidy(text(each))) },
        ],
        series: [{}, ...lines.map(line => ({
            stroke: colour(line.colour),
            fill: line.fill ? colour(line.colour) + '1f' : undefined,
            width: 1.6,
            points: { show: false },
            spanGaps: false,
        }))],
    };
}

/** Lines over the last minutes; drawn on, not anew, when there is more. */
export function Chart({ title, now, lines, times, text, top, theme, note }) {
    const place = useRef(null);
    const plot = useRef(null);
    useEffect(() => {
        const own = new window.uPlot(
            options(place.current.clientWidth, 130, lines, text, top), [times, ...lines.map(line => line.values)], place.current);
        plot.current = own;
        const watched = new ResizeObserver(() => own.setSize({ width: place.current.clientWidth, height: 130 }));
        watched.observe(place.current);
        return () => {
            watched.disconnect();
            own.destroy();
        };
    }, [theme]);
    useEffect(() => {
        if (plot.current) plot.current.setData([times, ...lines.map(line => line.values)]);
    });
    return html`<section class="card chart">
        <h3>${title} <strong>${now}</strong></h3>
        <div class="plot" ref=${place} role="img" aria-label=${title + ', now ' + now}></div>
        <p class="legend">${lines.length > 1 && lines.map(line => html`<span><i class=${'key ' + line.colour.slice(2)}></i>${line.name}</span>`)}${note}</p>
    </section>`;
}
