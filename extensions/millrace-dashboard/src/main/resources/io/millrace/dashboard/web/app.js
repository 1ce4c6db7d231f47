import { html, render, useEffect, useMemo, useRef, useState } from './vendor/preact-htm.js';
import { Explain, KeyState, Views } from './ask.js';
import { Chart } from './charts.js';
import { Feed, ask } from './feed.js';
import { duration, percent, short } from './format.js';
import { PlanGraph } from './graph.js';
import { readPlan } from './plan.js';
import { Action, Dropped, Events, Latencies, Selected, Snapshots, Tasks, Tiles } from './panels.js';
import { History } from './rates.js';
import { verdict } from './verdict.js';

const TONES = { RUNNING: 'ok', RESTARTING: 'bad', FAILING: 'bad', FAILED: 'bad' };

function Header({ list, link, theme, onTheme }) {
    const isWell = !list || list.health === 'live, ready';
    const links = { live: 'Live', waiting: 'Connecting…', lost: 'Connection lost; trying again' };
    return html`<header class="top">
        <a class="brand" href="./"><img src="icon.svg" alt="" width="26" height="26" /> Millrace</a>
        <span class=${'engine' + (isWell ? '' : ' ill')} title=${list ? list.health : ''}>${list && (isWell ? list.engine : list.health)}</span>
        <span class=${'link ' + link} role="status"><i></i>${links[link]}</span>
        <button class="action theme" onClick=${onTheme} aria-label=${theme === 'dark' ? 'Light colours' : 'Dark colours'}>${theme === 'dark' ? '☀' : '☾'}</button>
    </header>`;
}

function Jobs({ jobs, chosen, onChoose }) {
    return html`<nav class="jobs" aria-label="Jobs">${jobs.map(job => html`<button key=${job.id} class="job" aria-current=${job.id === chosen ? 'page' : undefined}
        onClick=${() => onChoose(job.id)}><i class=${'dot ' + (TONES[job.state] || 'quiet')}></i>${job.name}<small>${job.state.toLowerCase()}</small></button>`)}</nav>`;
}

function Charts({ view, theme }) {
    const { series } = view;
    const hottest = view.tasks.reduce((most, task) => Math.max(most, task.busy || 0), 0);
    return html`<div class="charts">
        <${Chart} title="Events in" now=${view.input == null ? '–' : short(view.input) + ' a second'} times=${series.time} text=${short} theme=${theme}
            lines=${[{ name: 'in', colour: '--busy', values: series.input, fill: true }]} note="all sources together" />
        <${Chart} title="Work" now=${'busiest task ' + percent(hottest)} times=${series.time} text=${percent} theme=${theme} top=${1}
            lines=${[{ name: 'busiest task', colour: '--busy', values: series.busy }, { name: 'most blocked', colour: '--warn', values: series.blocked }]} />
        <${Chart} title="Event-time lag" now=${view.lag == null ? '–' : duration(view.lag)} times=${series.time} text=${at => duration(at * 1000)} theme=${theme}
            lines=${[{ name: 'lag', colour: '--water', values: series.lag, fill: true }]} note=${view.holder ? 'waits for ' + view.holder.heldBy : 'the job has no event time yet'} />
    </div>`;
}

function Actions({ job, onTold }) {
    const act = async what => {
        try {
            const told = await ask(`jobs/${job.id}/${what}`, 'POST');
            onTold(what === 'snapshot' ? `Snapshot ${told.id} is safe.` : `The job is told to ${what}.`);
        } catch (refused) {
            onTold(refused.message);
        }
    };
    return html`<div class="actions">
        <${Action} name="Snapshot now" act=${() => act('snapshot')} />
        <${Action} name="Stop" sure="Really stop?" act=${() => act('stop')} />
        <${Action} name="Drain" sure="Really drain?" act=${() => act('drain')} />
    </div>`;
}

function JobPage({ view, theme, actions }) {
    const [selected, setSelected] = useState(null);
    const [told, setTold] = useState('');
    const { tone, title, text } = verdict(view);
    const running = view.job.state === 'RUNNING';
    useEffect(() => { document.title = `${view.job.name}: ${title} · Millrace`; }, [view.job.name, title]);
    return html`<main id="job" data-updates=${view.updates}>
        <div class="head"><h1>${view.job.name}</h1><span class=${'state ' + (TONES[view.job.state] || 'quiet')}>${view.job.state.toLowerCase()}</span>
            ${actions && running && html`<${Actions} job=${view.job} onTold=${setTold} />`}</div>
        <p class="told" role="status">${told}</p>
        <p class=${'verdict ' + tone} role="status"><strong>${title}.</strong> <span>${text}</span></p>
        <${Tiles} view=${view} />
        <section class="card wide" aria-labelledby="graph-title"><h2 id="graph-title">Graph <small>as it is planned; choose a box for more</small></h2>
            <${PlanGraph} view=${view} selected=${selected} onSelect=${setSelected} />
            <p class="legend"><span><i class="key busy"></i>busy</span><span><i class="key warn"></i>blocked</span><span><i class="key line"></i>idle</span>
                <span><i class="key edge-calm"></i>edge with room</span><span><i class="key edge-filling"></i>filling</span><span><i class="key edge-full"></i>full: behind it is what holds up</span></p>
            <${Selected} view=${view} selected=${selected} /></section>
        <${Charts} view=${view} theme=${theme} />
        <${Tasks} view=${view} selected=${selected} />
        <div class="columns">
            <${Snapshots} view=${view} /><${Events} view=${view} />
            <${Latencies} view=${view} /><${Dropped} view=${view} />
        </div>
        <div class="columns"><${Explain} view=${view} /><${KeyState} view=${view} /></div>
        <${Views} view=${view} />
    </main>`;
}

function Login({ onDone }) {
    const [problem, setProblem] = useState('');
    const [token, setToken] = useState('');
    const submit = async event => {
        event.preventDefault();
        try {
            await ask('login', 'POST', token);
            onDone();
        } catch (refused) {
            setProblem(refused.message);
        }
    };
    return html`<main class="login"><form class="card ask" onSubmit=${submit}><h1>Millrace</h1>
        <label>Token of this dashboard <input type="password" value=${token} onInput=${event => setToken(event.target.value)} required autocomplete="current-password" /></label>
        <button class="action">Look</button><p class="bad-text" role="alert">${problem}</p></form></main>`;
}

/** The jobs, the one that is looked at, and whether the server still talks. */
function useFeed() {
    const [list, setList] = useState(null);
    const [chosen, setChosen] = useState(null);
    const [view, setView] = useState(null);
    const [link, setLink] = useState('waiting');
    const known = useRef({ run: null, chosen: null, histories: new Map(), plans: new Map(), updates: 0 });
    const planOf = id => {
        const { plans } = known.current;
        if (!plans.has(id)) {
            const asked = ask(`jobs/${id}/plan`).then(readPlan);
            plans.set(id, asked);
            asked.catch(() => plans.delete(id));
        }
        return plans.get(id);
    };
    const feed = useMemo(() => new Feed({
        update: async update => {
            const { current } = known;
            if (current.run && current.run !== update.run) {
                // Another dashboard at the same address: its jobs have the same numbers, and its page may be another one.
                location.reload();
                return;
            }
            current.run = update.run;
            setLink('live');
            setList(update);
            if (!update.jobs.some(job => job.id === current.chosen)) {
                if (update.jobs.length) choose(update.jobs[update.jobs.length - 1].id);
                return;
            }
            if (!update.job || update.job.id !== current.chosen) return;
            const { id } = update.job;
            const plan = await planOf(id).catch(() => null);
            // Without a plan the next update asks for it again.
            if (!plan || id !== current.chosen) return;
            if (!current.histories.has(id)) current.histories.set(id, new History());
            setView({ ...current.histories.get(id).add(update.job, plan), updates: ++current.updates });
        },
        lost: () => setLink('lost'),
        locked: () => setLink('locked'),
    }), []);
    const choose = id => {
        known.current.chosen = id;
        known.current.updates = 0;
        setChosen(id);
        feed.follow(id);
    };
    const begin = () => {
        setLink('waiting');
        feed.follow(known.current.chosen);
    };
    useEffect(() => {
        begin();
        return () => feed.close();
    }, []);
    return { list, chosen, view: view && view.job.id === chosen ? view : null, link, choose, begin };
}

function App() {
    const { list, chosen, view, link, choose, begin } = useFeed();
    const [theme, setTheme] = useState(document.documentElement.dataset.theme);
    const turn = () => {
        const next = theme === 'dark' ? 'light' : 'dark';
        document.documentElement.dataset.theme = next;
        try {
            localStorage.setItem('millrace-theme', next);
        } catch {
            // then it is for this time alone
        }
        setTheme(next);
    };
    if (link === 'locked') return html`<${Login} onDone=${begin} />`;
    return html`<a class="skip" href="#job">To the job</a>
        <${Header} list=${list} link=${link} theme=${theme} onTheme=${turn} />
        ${list && list.jobs.length > 1 && html`<${Jobs} jobs=${list.jobs} chosen=${chosen} onChoose=${choose} />`}
        ${view ? html`<${JobPage} key=${chosen} view=${view} theme=${theme} actions=${list.actions} />`
            : html`<main class="nothing"><p>${list && list.jobs.length === 0 ? 'No job has been started yet. This page shows the first one as soon as it is.' : 'Looking for jobs…'}</p></main>`}`;
}

render(html`<${App} />`, document.getElementById('app'));
