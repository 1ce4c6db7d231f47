package io.millrace.examples.pictures;

import static java.time.Duration.ofSeconds;

import io.millrace.KeyedStream;
import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.function.Fn;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;

/** A burst that tumbling windows cut in two, and trailing ones do not. */
final class TrailingPicture {

    private static final int[] SECONDS = {4, 22, 25, 28, 31, 33, 36, 55, 59, 82};
    private static final Axis TIMES = new Axis(0, 90, 150, 740);
    private static final Axis COUNTS = new Axis(0, 6, 190, 70);

    private TrailingPicture() {}

    static String draw() {
        Svg svg = new Svg(760, 320, "How many in the last 30 s? At each event, and by tumbling windows");
        svg.text(20, 194, Anchor.START, Svg.INK, "trailing(30 s)");
        svg.segment(150, 190, 740, 190, Svg.INK);
        for (Told told : counts(samples -> samples.window(Windows.trailing(ofSeconds(30))))) {
            double x = TIMES.at(told.end());
            double top = COUNTS.at(told.result().value());
            svg.segment(x, 190, x, top, Svg.ON_TIME);
            svg.text(x, top - 6, Anchor.MIDDLE, Svg.ON_TIME, told.value());
            svg.dot(x, 190, Svg.EVENT);
        }
        svg.text(20, 246, Anchor.START, Svg.INK, "tumbling(30 s)");
        for (Told told : counts(samples -> samples.window(Windows.tumbling(ofSeconds(30))))) {
            double left = TIMES.at(told.start()) + 2;
            svg.box(left, 228, TIMES.at(told.end()) - 2 - left, 26, Svg.ON_TIME, told.value());
        }
        for (int second = 0; second <= 90; second += 15) {
            svg.text(TIMES.at(second), 278, Anchor.MIDDLE, Svg.QUIET, second + " s");
        }
        svg.text(
                20,
                306,
                Anchor.START,
                Svg.QUIET,
                "Six events within 14 s: the first windows see all six, the others four and five.");
        return svg.toString();
    }

    private static Iterable<Told> counts(Fn<KeyedStream<String, Sample>, WindowedStream<String, Sample>> windows) {
        return Trace.ofCounts(Watermarks.ascending(), windows, Emit.atEnd(), SECONDS)
                .told();
    }
}
