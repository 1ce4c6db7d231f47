package io.millrace.examples.pictures;

import static java.time.Duration.ofSeconds;

import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.time.Watermarks;
import io.millrace.window.Emit;
import io.millrace.window.Windows;

/** Events as they arrive, and by their times, with the counts of their minutes. */
final class EventTimePicture {

    private static final int ARRIVAL = 70;
    private static final int TIME = 200;

    private EventTimePicture() {}

    static String draw() {
        Trace trace = Trace.ofCounts(
                Watermarks.boundedOutOfOrderness(ofSeconds(30)),
                samples -> samples.window(Windows.tumbling(ofSeconds(60))),
                Emit.atEnd(),
                8,
                30,
                19,
                52,
                44,
                71,
                57,
                88,
                79,
                112,
                124,
                106,
                140,
                131);
        Svg svg = new Svg(760, 300, "The order of arrival, and the order of time");
        Axis arrivals = new Axis(0, trace.samples().size() - 1.0, 90, 720);
        Axis times = new Axis(0, 180, 60, 730);
        svg.segment(60, ARRIVAL, 730, ARRIVAL, Svg.GRID);
        svg.text(60, ARRIVAL - 14, Anchor.START, Svg.QUIET, "as they arrive");
        svg.segment(60, TIME, 730, TIME, Svg.INK);
        for (Sample sample : trace.samples()) {
            double above = arrivals.at(sample.arrival());
            double below = times.at(sample.second());
            svg.segment(above, ARRIVAL, below, TIME, Svg.GRID);
            svg.dot(above, ARRIVAL, Svg.EVENT);
            svg.dot(below, TIME, Svg.EVENT);
        }
        for (int second = 0; second <= 180; second += 60) {
            svg.text(times.at(second), TIME + 22, Anchor.MIDDLE, Svg.QUIET, second + " s");
        }
        for (Told told : trace.told()) {
            double left = times.at(told.start()) + 2;
            double width = times.at(told.end()) - 2 - left;
            svg.box(left, TIME + 34, width, 26, Svg.ON_TIME, "tumbling minute: " + told.value() + " events");
        }
        svg.text(60, 284, Anchor.START, Svg.QUIET, "by event time: the counts do not depend on who overtook whom");
        return svg.toString();
    }
}
