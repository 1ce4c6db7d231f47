package io.millrace.dashboard;

import io.millrace.snapshot.SnapshotInfo;
import io.millrace.snapshot.SnapshotMetrics;
import tools.jackson.databind.node.ObjectNode;

/** Snapshots as JSON. */
final class Snapshot {

    private Snapshot() {}

    static ObjectNode json(SnapshotInfo snapshot) {
        ObjectNode json = Json.object()
                .put("kind", "complete")
                .put("id", snapshot.id())
                .put("time", snapshot.created().toEpochMilli())
                .put("durationMillis", Json.millis(snapshot.duration()))
                .put("bytes", snapshot.bytes())
                .put("jobComplete", snapshot.jobComplete());
        snapshot.name().ifPresent(name -> json.put("name", name));
        return json;
    }

    static ObjectNode json(SnapshotMetrics metrics) {
        ObjectNode json = Json.object()
                .put("completed", metrics.completed())
                .put("failed", metrics.failed())
                .put("restarts", metrics.restarts())
                .put("brokenChains", metrics.brokenChains());
        metrics.latest().ifPresent(latest -> json.set("latest", json(latest)));
        metrics.restored().ifPresent(restored -> json.set("restored", json(restored)));
        metrics.latestFailure().ifPresent(failure -> json.put("latestFailure", failure));
        return json;
    }
}
