package io.millrace.examples.pictures;

import static java.time.Duration.ofSeconds;

import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.util.List;

/** A window that fires on time, again for late events, and not any more. */
final class LatenessPicture {

    private static final int RESULTS = 396;
    private static final int ROW = 32;

    private LatenessPicture() {}

    static String draw() {
        Trace trace = Trace.ofCounts(
                Watermarks.boundedOutOfOrderness(ofSeconds(5)),
                samples -> samples.window(Windows.tumbling(ofSeconds(60))).allowedLateness(ofSeconds(20)),
                Emit.atEnd(),
                10,
                25,
                40,
                33,
                52,
                67,
                48,
                71,
                55,
                78,
                86,
                30,
                93);
        Svg svg = new Svg(860, 480, "tumbling(60 s) with allowedLateness(20 s), behind boundedOutOfOrderness(5 s)");
        ArrivalPlot plot = new ArrivalPlot(svg, trace, 100, 50, 350);
        plot.level(60, "end of the window");
        plot.level(80, "end + allowed lateness");
        plot.watermark("watermark");
        List<Told> told = trace.told().stream().filter(one -> one.start() == 0).toList();
        plot.events(told.stream()
                .filter(one -> one.result().pane().isLate())
                .map(one -> trace.samples().get(one.arrival()))
                .toList());
        row(svg, 0, "fires on time: events so far");
        row(svg, 1, "fires again, at each");
        row(svg, 2, "to the late stream");
        for (Told one : told) {
            boolean late = one.result().pane().isLate();
            box(svg, plot.x(one.arrival()), late ? 1 : 0, late ? Svg.AFTERWARDS : Svg.ON_TIME, one.value());
        }
        for (Sample late : trace.late()) {
            box(svg, plot.x(late.arrival()), 2, Svg.TOO_LATE, late.second() + " s");
        }
        return svg.toString();
    }

    private static void row(Svg svg, int row, String words) {
        double y = RESULTS + row * ROW;
        svg.segment(70, y, 640, y, Svg.GRID);
        svg.text(648, y + 4.5, Anchor.START, Svg.QUIET, words);
    }

    private static void box(Svg svg, double x, int row, String colour, String words) {
        svg.box(x - 19, RESULTS + row * ROW - 12, 38, 24, colour, words);
    }
}
