package io.millrace.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One node of the graph. Immutable.
 *
 * @param id its number, unique in the graph; inputs come from lower ones
 * @param kind what it is, in a word or two
 * @param name its name, null for a stateless operator that was not given one
 * @param partOf the name of the operator that it is a part of, null for most
 * @param parallelism how many tasks it was asked to have, 0 to leave it to the planner
 * @param inputs the streams into it, by ascending ordinal
 * @param needsEventTime whether its inputs need timestamps
 * @param makesEventTime whether its output has timestamps whatever its inputs have
 * @param updates what it makes of events that are updates of others
 * @param details more about it, for people
 * @param logic what it does
 */
public record Node(
        int id,
        String kind,
        String name,
        String partOf,
        int parallelism,
        List<Input> inputs,
        boolean needsEventTime,
        boolean makesEventTime,
        UpdateRule updates,
        Map<String, String> details,
        NodeLogic logic) {

    /** Copies the collections. */
    public Node {
        inputs = List.copyOf(inputs);
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /**
     * What to call the node in messages: its name, or else its kind and number.
     *
     * @return the label
     */
    public String label() {
        return name != null ? name : kind + "-" + id;
    }

    /**
     * What its operator is called when it fails: what the user has named, if need be what it is a part of.
     *
     * @return the name, or else the label
     */
    public String blamedAs() {
        return name == null && partOf != null ? partOf : label();
    }

    /**
     * Whether the node is where a stream begins.
     *
     * @return whether it is a source
     */
    public boolean isSource() {
        return logic instanceof NodeLogic.FromSource;
    }

    /**
     * Whether the node is where a stream ends.
     *
     * @return whether it is a sink
     */
    public boolean isSink() {
        return logic instanceof NodeLogic.ToSink;
    }

    /**
     * The same node doing something else, for runners that put something in between.
     *
     * @param newLogic what it does
     * @return the changed node
     */
    public Node withLogic(NodeLogic newLogic) {
        return new Node(
                id,
                kind,
                name,
                partOf,
                parallelism,
                inputs,
                needsEventTime,
                makesEventTime,
                updates,
                details,
                newLogic);
    }
}
