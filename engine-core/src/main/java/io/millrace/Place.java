package io.millrace;

import io.millrace.graph.Exchange;
import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.graph.NodeLogic;
import io.millrace.state.serde.Type;
import java.util.function.UnaryOperator;

/**
 * Where a stream is in the graph: behind an output of a node.
 *
 * @param output the name of a side output, or null for the main one
 * @param exchange how the events get to whoever reads them
 */
record Place(Nodes nodes, int id, String output, Exchange exchange) {

    Node node() {
        return nodes.get(id);
    }

    boolean isLive() {
        return nodes.areLive(id);
    }

    /** Another output of the node. */
    Place side(String name) {
        return new Place(nodes, id, name, Exchange.FORWARD);
    }

    /** The same events, which get to whoever reads them otherwise. */
    Place through(Exchange other) {
        return new Place(nodes, id, output, other);
    }

    /** The main output of a node that is added. */
    Place behind(int added) {
        return new Place(nodes, added, null, Exchange.FORWARD);
    }

    Input input(int ordinal, Exchange through, Type<?> type) {
        return new Input(ordinal, id, output, through, type);
    }

    void checkReadBy(Nodes reader) {
        if (reader != nodes) {
            throw new IllegalArgumentException("a stream of pipeline '" + nodes.pipeline() + "' cannot be read in '"
                    + reader.pipeline() + "': build both in one pipeline");
        }
    }

    void name(String name) {
        checkIsMainOutput("named");
        String kind = node().kind();
        if (node().name() != null) {
            throw new IllegalStateException(
                    "the " + kind + " is already named '" + node().name() + "'; a node is named once");
        }
        String checked = Node.checkedName(kind, name);
        nodes.change(id, each -> each.withName(checked));
    }

    /** Changes the node by a verb that is about it. */
    void change(String verb, UnaryOperator<Node> change) {
        checkIsMainOutput(verb);
        nodes.change(id, change);
    }

    /** Changes what the node does, and returns what that is now. */
    @SuppressWarnings("unchecked") // whoever has made the node knows its logic
    <L extends NodeLogic> L changeLogic(UnaryOperator<L> change) {
        nodes.change(id, each -> each.withLogic(change.apply((L) each.logic())));
        return (L) node().logic();
    }

    /** Behind rebalance() and the like the verbs that are about an operator would seem to be about what comes next. */
    void checkIsMainOutput(String verb) {
        if (output != null || !(exchange instanceof Exchange.Forward)) {
            throw new IllegalStateException(
                    "." + verb + "(...) is about the operator that a stream comes from: say it right"
                            + " behind the " + node().kind() + " '" + node().label()
                            + "', before rebalance(), broadcast() or a"
                            + " side output, or else behind the operator that comes next");
        }
    }

    @Override
    public String toString() {
        return node().label() + (output == null ? "" : "." + output);
    }
}
