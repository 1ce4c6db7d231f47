import { html, useEffect, useMemo, useRef, useState } from './vendor/preact-htm.js';
import { Graph, layout } from './vendor/dagre.esm.js';
import { percent, rate } from './format.js';
import { edgeKey } from './plan.js';

const WIDTH = 196;
const FUSED_SHOWN = 4;
const SMALLEST = 0.62;
const MANY = 24;

function fusedOf(task) {
    return task.nodes.slice(1).map(node => node.name && node.name !== node.kind ? node.name + ' · ' + node.kind : node.kind);
}

function heightOf(task) {
    const fused = task.nodes.length - 1;
    return 86 + Math.min(fused, FUSED_SHOWN) * 17 + (fused > FUSED_SHOWN ? 17 : 0) + (fused ? 5 : 0);
}

const keyOf = edge => edgeKey(edge.from, edge.to);

/** Once for a plan and a direction. Tasks go by their numbers, since names may be those of members that every object has. */
function laidOut(plan, direction) {
    const graph = new Graph({ multigraph: false });
    const between = plan.tasks.length > MANY ? 84 : 112;
    graph.setGraph({ rankdir: direction, nodesep: 26, ranksep: direction === 'LR' ? between : 50, marginx: 8, marginy: 8 });
    graph.setDefaultEdgeLabel(() => ({}));
    const numbers = new Map(plan.tasks.map((task, number) => [task.name, String(number)]));
    plan.tasks.forEach(task => graph.setNode(numbers.get(task.name), { width: WIDTH, height: heightOf(task) }));
    plan.edges.forEach(edge => graph.setEdge(numbers.get(edge.from), numbers.get(edge.to), {}));
    layout(graph);
    const size = graph.graph();
    const links = new Map(plan.edges.map(edge => [keyOf(edge), edge]));
    return {
        width: Math.ceil(size.width),
        height: Math.ceil(size.height),
        nodes: plan.tasks.map(task => ({ task, ...graph.node(numbers.get(task.name)) })),
        edges: [...links.values()].map(edge => ({ edge, key: keyOf(edge), points: graph.edge(numbers.get(edge.from), numbers.get(edge.to)).points })),
    };
}

/** A smooth line through points: straight pieces with rounded corners. */
function path(points) {
    let line = `M${points[0].x},${points[0].y}`;
    for (let i = 1; i < points.length - 1; i++) {
        const next = points[i + 1];
        const end = i === points.length - 2 ? next : { x: (points[i].x + next.x) / 2, y: (points[i].y + next.y) / 2 };
        line += `Q${points[i].x},${points[i].y} ${end.x},${end.y}`;
    }
    return points.length > 2 ? line : line + `L${points[1].x},${points[1].y}`;
}

/** About where half of the line is. */
function middleOf(points) {
    const middle = points[Math.floor(points.length / 2)];
    if (points.length !== 3) return middle;
    const between = axis => (points[0][axis] + 2 * middle[axis] + points[2][axis]) / 4;
    return { x: between('x'), y: between('y') };
}

export const pressure = fill => fill >= 0.75 ? 'full' : fill >= 0.3 ? 'filling' : 'calm';

/** Known where all that comes in comes by one edge. */
function rateOf(edge, view) {
    const single = view.plan.edges.filter(each => each.to === edge.to).length === 1;
    return single && view.nodes.get(edge.to) ? view.nodes.get(edge.to).input : null;
}

function Edge({ edge, points, view }) {
    const fill = view.edges.get(keyOf(edge)) || 0;
    return html`<path class=${'edge ' + pressure(fill)} d=${path(points)} marker-end=${'url(#to-' + pressure(fill) + ')'}>
        <title>${edge.from} → ${edge.to}, ${edge.exchange}${edge.keyType ? ' ' + edge.keyType : ''}${edge.output ? ', ' + edge.output : ''}, ${percent(fill)} full</title>
    </path>`;
}

function EdgeLabel({ edge, points, view }) {
    const fill = view.edges.get(keyOf(edge)) || 0;
    const flows = rateOf(edge, view);
    const lines = [flows == null ? null : rate(flows), fill >= 0.05 ? percent(fill) + ' full' : null].filter(Boolean);
    const at = middleOf(points);
    return lines.length > 0 && html`<span class=${'edge-label ' + pressure(fill)} style=${{ left: at.x + 'px', top: at.y + 'px' }}>${lines.map(line => html`<span>${line}</span>`)}</span>`;
}

export function Work({ of }) {
    const width = share => ({ width: Math.round((share || 0) * 1000) / 10 + '%' });
    return html`<span class="work" role="img" aria-label=${'busy ' + percent(of.busy) + ', blocked ' + percent(of.blocked)}>
        <i class="busy" style=${width(of.busy)}></i><i class="blocked" style=${width(of.blocked)}></i></span>`;
}

function Box({ node, view, selected, onSelect }) {
    const { task } = node;
    const now = view.nodes.get(task.name);
    const fused = fusedOf(task);
    const isLimit = now.tasks.some(each => each.name === view.job.bottleneck?.task);
    const tone = isLimit || now.hot >= 0.8 ? ' hot' : now.blocked >= 0.5 ? ' held' : '';
    const head = task.nodes[0];
    const shown = { left: node.x - node.width / 2 + 'px', top: node.y - node.height / 2 + 'px', width: node.width + 'px', height: node.height + 'px' };
    return html`<button class=${'node' + tone + (selected ? ' selected' : '')} style=${shown} aria-pressed=${selected}
            onClick=${() => onSelect(selected ? null : task.name)} data-node=${task.name}>
        <span class="node-name">${task.name}</span>
        <span class="node-kind">${head.kind}${task.parallelism > 1 ? ' × ' + task.parallelism : ''}</span>
        ${fused.length > 0 && html`<span class="fused">${fused.slice(0, FUSED_SHOWN).map(name => html`<span>${name}</span>`)}
            ${fused.length > FUSED_SHOWN && html`<span>and ${fused.length - FUSED_SHOWN} more</span>`}</span>`}
        <span class="node-foot"><span>${now.ended ? 'ended' : rate(now.input)}</span><span>${now.busy == null ? '' : 'busy ' + percent(now.busy)}</span></span>
        <${Work} of=${now} />
    </button>`;
}

/** The graph as it is planned: a box for the tasks of a name, with what runs in them. */
export function PlanGraph({ view, selected, onSelect }) {
    const frame = useRef(null);
    const [room, setRoom] = useState(0);
    useEffect(() => {
        const watched = new ResizeObserver(() => setRoom(frame.current.clientWidth));
        watched.observe(frame.current);
        return () => watched.disconnect();
    }, []);
    const direction = room < 640 ? 'TB' : 'LR';
    const drawn = useMemo(() => laidOut(view.plan, direction), [view.plan, direction]);
    const scale = Math.max(SMALLEST, Math.min(1, (room || drawn.width) / drawn.width));
    const size = { width: drawn.width * scale + 'px', height: drawn.height * scale + 'px' };
    return html`<div class="graph" ref=${frame} tabindex="0" role="group" aria-label="Graph of the job">
        <div class="sized" style=${size}>
            <div class=${'drawn ' + direction} style=${{ width: drawn.width + 'px', height: drawn.height + 'px', transform: `scale(${scale})` }}>
                <svg width=${drawn.width} height=${drawn.height} aria-hidden="true">
                    <defs>${['calm', 'filling', 'full'].map(each => html`<marker id=${'to-' + each} class=${'arrow ' + each} viewBox="0 0 8 8" refX="7" refY="4"
                        markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0L8,4L0,8z" /></marker>`)}</defs>
                    ${drawn.edges.map(each => html`<${Edge} key=${each.key} view=${view} ...${each} />`)}
                </svg>
                ${drawn.edges.map(each => html`<${EdgeLabel} key=${each.key} view=${view} ...${each} />`)}
                ${drawn.nodes.map(node => html`<${Box} key=${node.task.name} node=${node} view=${view} selected=${selected === node.task.name} onSelect=${onSelect} />`)}
            </div>
        </div>
    </div>`;
}
