package io.millrace.examples.pictures;

import static java.time.Duration.ofSeconds;

import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.Windows;
import java.util.List;

/** A watermark that trails events by a bound, the window that it fires, and an event behind it. */
final class WatermarksPicture {

    private WatermarksPicture() {}

    static String draw() {
        Trace trace = Trace.ofCounts(
                Watermarks.boundedOutOfOrderness(ofSeconds(10)),
                samples -> samples.window(Windows.tumbling(ofSeconds(60))),
                Emit.atEnd(),
                5,
                12,
                9,
                20,
                31,
                26,
                38,
                35,
                52,
                47,
                66,
                58,
                72,
                49,
                81,
                76,
                92);
        Svg svg = new Svg(860, 430, "boundedOutOfOrderness(10 s), counted by tumbling(60 s)");
        ArrivalPlot plot = new ArrivalPlot(svg, trace, 100, 50, 370);
        plot.level(60, "end of the first window");
        plot.watermark("watermark");
        Told first = trace.told().get(0);
        double x = plot.x(first.arrival());
        svg.dashed(x, plot.y(0) - 40, x, plot.y(60), Svg.ON_TIME);
        svg.box(x - 62, plot.y(0) - 40, 124, 26, Svg.ON_TIME, "fires: " + first.value() + " events");
        plot.events(List.of());
        for (Sample late : trace.late()) {
            plot.note(late, Svg.TOO_LATE, "late");
        }
        svg.text(
                70,
                416,
                Anchor.START,
                Svg.QUIET,
                "Dots are events. The window fires when the watermark reaches its end.");
        return svg.toString();
    }
}
