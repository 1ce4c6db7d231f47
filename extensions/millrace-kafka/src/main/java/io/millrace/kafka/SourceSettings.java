package io.millrace.kafka;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What was said of a source.
 *
 * @param group the group that is told the positions, or null
 * @param end where to end, or null
 * @param forgotten topics that are not read although a snapshot may have them
 */
record SourceSettings(
        ClientSettings clients,
        Topics topics,
        Offsets start,
        Offsets end,
        String group,
        boolean readsUncommitted,
        Duration lookAgain,
        Set<String> forgotten)
        implements Serializable {

    private static final Map<String, Object> DEFAULTS = Map.of(
            // The records of a poll are handed on without being copied: more of them at a time cost less.
            "max.poll.records", "2000", "fetch.max.bytes", "16777216");

    SourceSettings {
        forgotten = Set.copyOf(forgotten);
    }

    Map<String, Object> consumer(String clientId) {
        Map<String, Object> must = new HashMap<>(Map.of(
                "client.id",
                clientId,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "none",
                "allow.auto.create.topics",
                "false",
                "isolation.level",
                readsUncommitted ? "read_uncommitted" : "read_committed"));
        if (group != null) {
            must.put("group.id", group);
        }
        return clients.consumer(DEFAULTS, must);
    }
}
