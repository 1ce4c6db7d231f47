package io.millrace.examples.pictures;

import static java.time.Duration.ofSeconds;

import io.millrace.KeyedStream;
import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.function.Fn;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.WindowedStream;
import io.millrace.window.Windows;
import java.util.ArrayList;
import java.util.List;

/** The same events in windows of four kinds. */
final class WindowsPicture {

    private static final int[] SECONDS = {4, 9, 15, 17, 33, 38, 41, 66, 69, 71, 75, 104, 112};
    private static final int LANE = 28;
    private static final Axis TIMES = new Axis(-15, 135, 170, 840);

    private final Svg svg =
            new Svg(860, 400, "The same events in windows of four kinds; numbers are results of count()");
    private int y = 80;

    private WindowsPicture() {}

    static String draw() {
        WindowsPicture picture = new WindowsPicture();
        picture.axis();
        picture.kind("tumbling(30 s)", samples -> samples.window(Windows.tumbling(ofSeconds(30))));
        picture.kind("sliding(30 s, 15 s)", samples -> samples.window(Windows.sliding(ofSeconds(30), ofSeconds(15))));
        picture.kind(
                "cumulative(60 s, 20 s)", samples -> samples.window(Windows.cumulative(ofSeconds(60), ofSeconds(20))));
        picture.kind("session(15 s)", samples -> samples.window(Windows.session(ofSeconds(15))));
        return picture.svg.toString();
    }

    private void axis() {
        for (int second = 0; second <= 120; second += 15) {
            svg.segment(TIMES.at(second), 58, TIMES.at(second), 388, Svg.GRID);
            svg.text(TIMES.at(second), 50, Anchor.MIDDLE, Svg.QUIET, second + " s");
        }
        svg.text(20, 70, Anchor.START, Svg.INK, "events");
        for (int second : SECONDS) {
            svg.dot(TIMES.at(second), 66, Svg.EVENT);
        }
    }

    private void kind(String words, Fn<KeyedStream<String, Sample>, WindowedStream<String, Sample>> windows) {
        svg.text(20, y + 24, Anchor.START, Svg.INK, words);
        List<Double> lanes = new ArrayList<>();
        for (Told told : Trace.ofCounts(Watermarks.ascending(), windows, Emit.atEnd(), SECONDS)
                .told()) {
            double left = TIMES.at(told.start()) + 1;
            int lane = laneFor(lanes, told);
            svg.box(left, y + 8 + lane * LANE, TIMES.at(told.end()) - 1 - left, LANE - 6, Svg.ON_TIME, told.value());
        }
        y += lanes.size() * LANE + 18;
    }

    /** The first lane that is free again. */
    private static int laneFor(List<Double> lanes, Told told) {
        int lane = 0;
        while (lane < lanes.size() && lanes.get(lane) > told.start()) {
            lane++;
        }
        if (lane == lanes.size()) {
            lanes.add(told.end());
        } else {
            lanes.set(lane, told.end());
        }
        return lane;
    }
}
