package io.millrace.host;

import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import java.util.List;

/** Nodes of a graph that run together, in so many tasks. Immutable. */
public final class PlannedTask {

    private final Plan plan;
    private final Node head;
    private final String label;
    private final List<Node> nodes;
    private final List<PlannedEdge> inputs;
    private final List<PlannedEdge> exits;

    PlannedTask(
            Plan plan, Node head, String label, List<Node> nodes, List<PlannedEdge> inputs, List<PlannedEdge> exits) {
        this.plan = plan;
        this.head = head;
        this.label = label;
        this.nodes = List.copyOf(nodes);
        this.inputs = List.copyOf(inputs);
        this.exits = List.copyOf(exits);
    }

    Plan plan() {
        return plan;
    }

    Node head() {
        return head;
    }

    /**
     * What metrics and errors call it: the node that the others are behind.
     *
     * @return the name, unique in the plan
     */
    public String name() {
        return head.label();
    }

    /**
     * What to know it by from one version of a pipeline to the next: as snapshots know its first node. A change elsewhere in
     * the pipeline does not change it.
     *
     * @return the label, unique in the plan
     */
    public String label() {
        return label;
    }

    /**
     * How many of it there are.
     *
     * @return a number from 1 on
     */
    public int parallelism() {
        return plan.planner().parallelism(head);
    }

    /**
     * What runs in it.
     *
     * @return the nodes, producers before consumers, and behind them the combiners that are in the plan alone
     */
    public List<Node> nodes() {
        return nodes;
    }

    /**
     * Whether it reads a source, and so is {@linkplain HostedTask#poll polled}.
     *
     * @return whether it has no inputs
     */
    public boolean isSource() {
        return head.isSource();
    }

    /**
     * Whether it has keyed state: rows come to it by key, and snapshots have a file for each key group.
     *
     * @return whether an input of it is by key
     */
    public boolean isKeyed() {
        return head.isKeyed();
    }

    /**
     * Whether a call may block, because a sink does.
     *
     * @return whether it should have a thread of its own
     */
    public boolean blocks() {
        return head.logic() instanceof NodeLogic.ToSink to && to.sink().blocking();
    }

    /**
     * Whether sinks in it commit with snapshots, so that there is something to be {@linkplain HostedCommitter committed}.
     *
     * @return whether a sink in it is transactional
     */
    public boolean commits() {
        return !committing().isEmpty();
    }

    /**
     * The transactional sinks in it, each of which needs a {@linkplain HostedCommitter committer}.
     *
     * @return their names
     */
    public List<String> committing() {
        return nodes.stream()
                .filter(node -> HostCommits.transactional(node) != null)
                .map(Node::label)
                .toList();
    }

    /**
     * The streams into it.
     *
     * @return by ascending {@linkplain PlannedEdge#input input}
     */
    public List<PlannedEdge> inputs() {
        return inputs;
    }

    /**
     * Whether an input is for control: its watermarks are ignored, and it is not waited for in event time.
     *
     * @param input the input
     * @return whether its node says so
     */
    public boolean isControl(int input) {
        return head.inputs().stream().anyMatch(each -> each.ordinal() == input && head.isControl(each));
    }

    /**
     * The streams out of it.
     *
     * @return by {@linkplain PlannedEdge#exit exit}
     */
    public List<PlannedEdge> exits() {
        return exits;
    }

    @Override
    public String toString() {
        return name() + " x " + parallelism();
    }
}
