package io.millrace.examples.pictures;

import static java.time.Duration.ofSeconds;

import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import io.millrace.window.spi.PaneInfo;

/** One window, and what each emission tells of it. */
final class EmissionsPicture {

    private static final int[] SECONDS = {8, 14, 22, 25, 37, 45, 51, 64, 56};
    private static final Axis ARRIVALS = new Axis(0, SECONDS.length - 1.0, 330, 820);
    private static final int ROW = 34;

    private final Svg svg =
            new Svg(860, 370, "The window from 0 s to 60 s, with allowedLateness(30 s): results of count()");
    private int y = 120;

    private EmissionsPicture() {}

    static String draw() {
        EmissionsPicture picture = new EmissionsPicture();
        picture.events();
        picture.row("atEnd()", Emit.atEnd());
        picture.row("onUpdate()", Emit.onUpdate());
        picture.row("everyEvents(3)", Emit.everyEvents(3));
        picture.row("everyEvents(3).discarding()", Emit.everyEvents(3).discarding());
        picture.row("every(20 s)", Emit.every(ofSeconds(20)));
        picture.row("whenFirst(count -> count >= 4)", Emit.whenFirst(count -> (Long) count >= 4));
        picture.legend();
        return picture.svg.toString();
    }

    private void events() {
        svg.text(20, 76, Anchor.START, Svg.QUIET, "events as they arrive");
        for (int i = 0; i < SECONDS.length; i++) {
            svg.segment(ARRIVALS.at(i), 80, ARRIVALS.at(i), y + 6 * ROW - 24, Svg.GRID);
            svg.dot(ARRIVALS.at(i), 72, Svg.EVENT);
            svg.text(ARRIVALS.at(i), 60, Anchor.MIDDLE, Svg.QUIET, SECONDS[i] + " s");
        }
    }

    private void row(String words, Emit<Object> emit) {
        svg.text(20, y + 4.5, Anchor.START, Svg.INK, words);
        Trace trace = Trace.ofCounts(
                Watermarks.ascending(),
                samples -> samples.window(Windows.tumbling(ofSeconds(60))).allowedLateness(ofSeconds(30)),
                emit,
                SECONDS);
        for (Told told : trace.told()) {
            if (told.start() == 0) {
                String colour = colourOf(told.result().pane().timing());
                svg.box(ARRIVALS.at(told.arrival()) - 14, y - 12, 28, 24, colour, told.value());
            }
        }
        y += ROW;
    }

    private void legend() {
        double x = 330;
        for (PaneInfo.Timing timing : PaneInfo.Timing.values()) {
            svg.box(x, y - 4, 90, 24, colourOf(timing), timing.name());
            x += 104;
        }
        svg.text(20, y + 12, Anchor.START, Svg.QUIET, "when they come, by their panes");
    }

    private static String colourOf(PaneInfo.Timing timing) {
        return switch (timing) {
            case EARLY -> Svg.EARLY;
            case ON_TIME -> Svg.ON_TIME;
            case LATE -> Svg.AFTERWARDS;
        };
    }
}
