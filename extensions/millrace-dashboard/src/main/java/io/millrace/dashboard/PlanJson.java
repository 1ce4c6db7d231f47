package io.millrace.dashboard;

import io.millrace.graph.Node;
import io.millrace.host.Plan;
import io.millrace.host.PlannedEdge;
import io.millrace.host.PlannedTask;
import io.millrace.view.ViewLogic;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How a job is divided into tasks, as JSON. */
final class PlanJson {

    private PlanJson() {}

    static ObjectNode of(Plan plan) {
        ObjectNode json = Json.object().put("name", plan.graph().name()).put("parallelism", plan.parallelism());
        ArrayNode tasks = json.putArray("tasks");
        ArrayNode edges = json.putArray("edges");
        for (PlannedTask task : plan.tasks()) {
            tasks.add(of(task));
            task.exits().forEach(edge -> edges.add(of(edge)));
        }
        addAsked(json, plan);
        return json;
    }

    private static ObjectNode of(PlannedTask task) {
        ObjectNode json = Json.object()
                .put("name", task.name())
                .put("parallelism", task.parallelism())
                .put("source", task.isSource())
                .put("keyed", task.isKeyed())
                .put("blocks", task.blocks());
        ArrayNode nodes = json.putArray("nodes");
        task.nodes().forEach(node -> nodes.add(of(node)));
        return json;
    }

    private static ObjectNode of(Node node) {
        ObjectNode json = Json.object()
                .put("id", node.id())
                .put("name", node.label())
                .put("named", node.name() != null)
                .put("kind", node.kind())
                .put("sink", node.isSink());
        ObjectNode details = json.putObject("details");
        node.details().forEach(details::put);
        return json;
    }

    private static ObjectNode of(PlannedEdge edge) {
        ObjectNode json = Json.object()
                .put("from", edge.from())
                .put("to", edge.to())
                .put("input", edge.input())
                .put("exchange", edge.exchange().toString());
        if (edge.output() != null) {
            json.put("output", edge.output());
        }
        return json;
    }

    /** What can be asked about by key. */
    private static void addAsked(ObjectNode json, Plan plan) {
        ArrayNode keyed = json.putArray("keyed");
        ArrayNode views = json.putArray("views");
        for (Node node : plan.graph().nodes()) {
            ObjectNode asked = Json.object().put("name", node.label()).put("kind", node.kind());
            if (node.keyType() != null) {
                asked.put("keys", node.keyType().toString());
            }
            if (node.logic() instanceof ViewLogic) {
                views.add(asked);
            } else if (node.isKeyed() && node.name() != null) {
                keyed.add(asked);
            }
        }
    }
}
