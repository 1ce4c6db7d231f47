// The plan of the engine, as the page goes about it.

export const edgeKey = (from, to) => JSON.stringify([from, to]);

/** The same with what is between tasks, and what can be asked by key. */
export function readPlan(plan) {
    const nodes = plan.tasks.flatMap(task => task.nodes);
    return {
        ...plan,
        edges: plan.tasks.flatMap(task => task.inputs.map(input => ({ ...input, to: task.name }))),
        keyed: nodes.filter(node => node.name && node.keyed && node.kind !== 'view' && node.kind !== 'combiner'),
        views: nodes.filter(node => node.kind === 'view'),
    };
}
