package io.millrace.spring.boot;

import io.millrace.snapshot.Snapshots;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where a job keeps its snapshots, and when it takes them. Null is what was not said.
 *
 * @param enabled Whether snapshots are taken where a directory is said.
 * @param directory Where snapshots are kept; said of all pipelines, each has a directory of its own in it, of its name. Without it there are none.
 * @param interval How often they are taken; every 10 s unless said otherwise.
 * @param onDemand Whether they are taken only on demand, and at the end.
 * @param timeout After how long a snapshot is given up; 10 min unless said otherwise.
 * @param keep How many are kept besides those with a name; 3 unless said otherwise.
 * @param atLeastOnce Whether no input waits for another one, so that after a crash some events count twice.
 * @param labels What has to be the same whenever the job goes on from the snapshots.
 * @param allowDroppedState Operators whose state may go where the pipeline has no use for it any more.
 * @param from Name of a snapshot to go on from, rather than from the latest.
 */
public record SnapshotProperties(
        Boolean enabled,
        String directory, // no Path: as one, "data" would be what the class path has of that name
        Duration interval,
        Boolean onDemand,
        Duration timeout,
        Integer keep,
        Boolean atLeastOnce,
        @DefaultValue Map<String, String> labels,
        @DefaultValue List<String> allowDroppedState,
        String from) {

    /** Copies the collections. */
    public SnapshotProperties {
        labels = Map.copyOf(labels);
        allowDroppedState = List.copyOf(allowDroppedState);
    }

    SnapshotProperties inDirectoryOf(String pipeline) {
        String own = directory == null
                ? null
                : Path.of(directory, fileName(pipeline)).toString();
        return new SnapshotProperties(
                enabled, own, interval, onDemand, timeout, keep, atLeastOnce, labels, allowDroppedState, from);
    }

    /** Names of pipelines may have any characters. */
    private static String fileName(String pipeline) {
        String encoded = URLEncoder.encode(pipeline, StandardCharsets.UTF_8).replace("*", "%2A");
        return encoded.chars().allMatch(each -> each == '.') ? encoded.replace(".", "%2E") : encoded;
    }

    SnapshotProperties over(SnapshotProperties shared) {
        Map<String, String> allLabels = new LinkedHashMap<>(shared.labels);
        allLabels.putAll(labels);
        return new SnapshotProperties(
                Said.first(enabled, shared.enabled),
                Said.first(directory, shared.directory),
                Said.first(interval, shared.interval),
                Said.first(onDemand, shared.onDemand),
                Said.first(timeout, shared.timeout),
                Said.first(keep, shared.keep),
                Said.first(atLeastOnce, shared.atLeastOnce),
                allLabels,
                allowDroppedState.isEmpty() ? shared.allowDroppedState : allowDroppedState,
                Said.first(from, shared.from));
    }

    /** Empty for a job without snapshots. */
    Optional<Snapshots> snapshots() {
        if (directory == null || !Said.or(enabled, true)) {
            return Optional.empty();
        }
        Snapshots snapshots =
                Snapshots.in(Path.of(directory)).allowDroppedState(allowDroppedState.toArray(String[]::new));
        snapshots = Said.apply(snapshots, interval, Snapshots::every);
        snapshots = Said.apply(snapshots, timeout, Snapshots::timeout);
        snapshots = Said.apply(snapshots, keep, Snapshots::keep);
        snapshots = Said.apply(snapshots, from, Snapshots::from);
        if (Said.or(onDemand, false)) {
            snapshots = snapshots.onDemand();
        }
        if (Said.or(atLeastOnce, false)) {
            snapshots = snapshots.atLeastOnce();
        }
        for (Map.Entry<String, String> label : labels.entrySet()) {
            snapshots = snapshots.label(label.getKey(), label.getValue());
        }
        return Optional.of(snapshots);
    }
}
