package io.millrace;

import io.millrace.graph.Node;
import io.millrace.graph.Node.Input;
import io.millrace.graph.NodeLogic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;

/** The nodes of a pipeline under construction. */
final class Nodes {

    private final String pipeline;
    private final List<Node> nodes = new ArrayList<>();
    private final BitSet live = new BitSet();

    Nodes(String pipeline) {
        this.pipeline = pipeline;
    }

    String pipeline() {
        return pipeline;
    }

    /** Adds a node, and gives its id. */
    int add(String name, NodeLogic logic, List<Input> inputs) {
        int id = nodes.size();
        nodes.add(new Node(id, name, 0, inputs, logic));
        live.set(
                id,
                logic instanceof NodeLogic.FromSource from
                        ? from.source().live()
                        : inputs.stream().anyMatch(input -> live.get(input.from())));
        return id;
    }

    List<Node> all() {
        return Collections.unmodifiableList(nodes);
    }

    Node get(int id) {
        return nodes.get(id);
    }

    void change(int id, UnaryOperator<Node> change) {
        nodes.set(id, change.apply(get(id)));
    }

    /** Whether the events of a node happen as they are read. */
    boolean areLive(int id) {
        return live.get(id);
    }
}
