package io.millrace.examples.pictures;

import static java.time.Duration.ofSeconds;

import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.util.List;

/** A window that fires on time, again for late events, and not any more. */
final class LatenessPicture {

    private static final int RESULTS = 400;

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
        svg.text(70, RESULTS - 8, Anchor.START, Svg.QUIET, "results of the window from 0 s to 60 s:");
        for (Told one : told) {
            boolean late = one.result().pane().isLate();
            String words = one.value() + (late ? " late" : " on time");
            String colour = late ? Svg.AFTERWARDS : Svg.ON_TIME;
            svg.dashed(plot.x(one.arrival()), plot.y(0), plot.x(one.arrival()), RESULTS, colour);
            svg.box(plot.x(one.arrival()) - 34, RESULTS, 68, 26, colour, words);
        }
        for (Sample late : trace.late()) {
            double x = plot.x(late.arrival());
            plot.note(late, Svg.TOO_LATE, "late");
            svg.box(x - 38, RESULTS, 76, 26, Svg.TOO_LATE, "late stream");
        }
        svg.text(70, 460, Anchor.START, Svg.QUIET, "The event at 30 s comes when the window has been given up.");
        return svg.toString();
    }
}
