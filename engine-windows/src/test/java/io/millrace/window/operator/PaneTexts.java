package io.millrace.window.operator;

import io.millrace.state.serde.Type;
import io.millrace.testing.OperatorHarness;
import io.millrace.testing.OperatorHarness.Emitted;
import io.millrace.window.spi.PaneInfo;
import java.time.Instant;
import java.util.List;

/** Logic whose results are texts that tell their panes: {@code key=value TIMING index}, and {@code last}. */
final class PaneTexts {

    private PaneTexts() {}

    static <R> WindowLogic<String, Event, ?, R, String> of(Emission<? super Event, ?, R> emission, long lateness) {
        return captured(emission, lateness, false);
    }

    static <R> WindowLogic<String, Event, ?, R, String> byClock(Emission<? super Event, ?, R> emission) {
        return captured(emission, 0, true);
    }

    private static <A, R> WindowLogic<String, Event, A, R, String> captured(
            Emission<? super Event, A, R> emission, long lateness, boolean byClock) {
        return new WindowLogic<>(Event::key, emission, PaneTexts::text, lateness, byClock, Type.of(Event.class));
    }

    private static String text(String key, Instant start, Instant end, Object value, PaneInfo pane) {
        return key + "=" + value + " " + pane.timing() + " " + pane.index() + (pane.last() ? " last" : "");
    }

    /** The results since the last call. */
    static List<String> texts(OperatorHarness<Event, String> harness) {
        return harness.takeOutput().stream().map(Emitted::value).toList();
    }
}
