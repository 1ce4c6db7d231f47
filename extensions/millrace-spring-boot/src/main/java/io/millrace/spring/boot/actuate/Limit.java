package io.millrace.spring.boot.actuate;

import io.millrace.metrics.Bottleneck;
import java.util.List;
import java.util.Optional;

/**
 * What holds a job up.
 *
 * @param text in words
 * @param operator the operator that was seen at work; null where nothing holds it up
 * @param task its task; null where nothing holds it up
 * @param busy the share of the time that it was working, from 0 to 1
 * @param method where its thread was seen most often; null where nothing was seen
 * @param holdsUp the tasks that were blocked on it
 */
public record Limit(String text, String operator, String task, double busy, String method, List<String> holdsUp) {

    static Limit of(Optional<Bottleneck> bottleneck) {
        return bottleneck
                .map(found -> new Limit(
                        found.toString(),
                        found.operator(),
                        found.task(),
                        found.busy(),
                        found.hotspot().map(Bottleneck.Hotspot::method).orElse(null),
                        found.holdsUp()))
                .orElseGet(() -> new Limit("nothing holds the job up", null, null, 0, null, List.of()));
    }
}
