package io.millrace;

import io.millrace.graph.Input;
import io.millrace.graph.Node;
import io.millrace.graph.NodeLogic;
import io.millrace.graph.UpdateRule;
import io.millrace.operator.Errors;
import io.millrace.operator.Operators;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A node while the pipeline is still being written. */
final class NodeDraft {

    final int id;
    final String kind;
    final NodeLogic logic;
    final List<Input> inputs = new ArrayList<>();
    final Map<String, String> details = new LinkedHashMap<>();
    String name;
    String partOf;
    int parallelism;
    boolean needsEventTime;
    boolean makesEventTime;
    boolean live;
    UpdateRule updates = UpdateRule.PASSED_ON;

    /** What becomes of events that the function fails on; null when nobody said. */
    Errors errors;

    NodeDraft(int id, String kind, String name, NodeLogic logic) {
        this.id = id;
        this.kind = kind;
        this.name = name;
        this.logic = logic;
    }

    Node node() {
        return new Node(
                id, kind, name, partOf, parallelism, inputs, needsEventTime, makesEventTime, updates, details, logic());
    }

    boolean sendsDeadLetters() {
        return errors != null && errors.sendsDeadLetters();
    }

    private NodeLogic logic() {
        Errors policy = errors;
        return policy != null && logic instanceof NodeLogic.Apply apply
                ? new NodeLogic.Apply(() -> Operators.onError(apply.factory().get(), policy), apply.combiner())
                : logic;
    }
}
