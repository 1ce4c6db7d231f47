package io.millrace.examples.pictures;

import io.millrace.examples.pictures.Svg.Anchor;
import java.util.ArrayList;
import java.util.List;

/** Events over the order of arrival and event time, and the watermark below them. */
final class ArrivalPlot {

    private static final int LEFT = 70;
    private static final int RIGHT = 640;

    private final Svg svg;
    private final Trace trace;
    private final Axis arrivals;
    private final Axis times;

    ArrivalPlot(Svg svg, Trace trace, int lastSecond, int top, int bottom) {
        this.svg = svg;
        this.trace = trace;
        arrivals = new Axis(-0.7, trace.samples().size() - 0.3, LEFT, RIGHT);
        times = new Axis(0, lastSecond, bottom, top);
        svg.segment(LEFT, bottom, RIGHT, bottom, Svg.INK);
        svg.segment(LEFT, bottom, LEFT, top, Svg.INK);
        svg.text(RIGHT, bottom + 20, Anchor.END, Svg.QUIET, "events in the order in which they arrive");
        for (int second = 0; second <= lastSecond; second += 20) {
            svg.text(LEFT - 8, times.at(second) + 4.5, Anchor.END, Svg.QUIET, second + " s");
        }
    }

    double x(double arrival) {
        return arrivals.at(arrival);
    }

    double y(double second) {
        return times.at(second);
    }

    /** A time that matters to the windows. */
    void level(double second, String words) {
        svg.dashed(LEFT, y(second), RIGHT, y(second), Svg.QUIET);
        svg.text(RIGHT + 8, y(second) + 4.5, Anchor.START, Svg.QUIET, words);
    }

    /** What the watermark was between the events. */
    void watermark(String words) {
        List<Double> steps = new ArrayList<>();
        int count = trace.samples().size();
        for (int i = 0; i < count; i++) {
            double height = y(Math.max(0, trace.watermarks().get(i)));
            steps.addAll(List.of(x(i), height, x(i + 1 == count ? i + 0.6 : i + 1), height));
        }
        svg.path(steps, Svg.WATERMARK);
        double end = y(trace.watermarks().get(count - 1));
        svg.text(RIGHT + 8, end + 4.5, Anchor.START, Svg.WATERMARK, words);
    }

    /** The events; colours tell what became of them. */
    void events(List<Sample> afterwards) {
        for (Sample sample : trace.samples()) {
            String colour = afterwards.contains(sample) ? Svg.AFTERWARDS : Svg.EVENT;
            if (trace.late().contains(sample)) {
                svg.ring(x(sample.arrival()), y(sample.second()), Svg.TOO_LATE);
            } else {
                svg.dot(x(sample.arrival()), y(sample.second()), colour);
            }
        }
    }

    /** Says something about an event. */
    void note(Sample sample, String colour, String words) {
        svg.text(x(sample.arrival()), y(sample.second()) + 20, Anchor.MIDDLE, colour, words);
    }
}
