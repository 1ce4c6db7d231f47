package io.millrace.runtime.explain;

import io.millrace.metrics.Explanation;
import io.millrace.metrics.Explanation.Cause;
import io.millrace.time.EventTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An explanation in the making: what is known so far, and the sentences, a line each. */
final class ExplanationDraft {

    private final String window;
    private final Object key;
    private final List<String> lines = new ArrayList<>();
    private Optional<Instant> needed = Optional.empty();
    private Optional<Instant> watermark = Optional.empty();
    private String heldBackBy;

    ExplanationDraft(String window, Object key) {
        this.window = window;
        this.key = key;
    }

    /** "Window 'velocity' of key 'u1'". */
    String subject() {
        return "Window '" + window + "' of key '" + key + "'";
    }

    ExplanationDraft needed(long timestamp) {
        needed = instant(timestamp);
        return this;
    }

    ExplanationDraft watermark(long timestamp) {
        watermark = instant(timestamp);
        return this;
    }

    ExplanationDraft heldBackBy(String name) {
        heldBackBy = name;
        return this;
    }

    ExplanationDraft say(String sentences) {
        lines.add(sentences);
        return this;
    }

    Explanation because(Cause cause, String remedy) {
        lines.add("To do: " + remedy);
        return new Explanation(
                window, key, cause, needed, watermark, Optional.ofNullable(heldBackBy), String.join("\n", lines));
    }

    static Optional<Instant> instant(long timestamp) {
        if (timestamp == EventTime.NONE) {
            return Optional.empty();
        }
        return Optional.of(timestamp == EventTime.MAX ? Instant.MAX : Instant.ofEpochMilli(timestamp));
    }
}
