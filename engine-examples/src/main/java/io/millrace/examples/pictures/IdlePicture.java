package io.millrace.examples.pictures;

import io.millrace.Pipeline;
import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.time.Timestamps;
import io.millrace.time.Watermarks;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Two splits of a source, one of which is silent for a while, and the watermark of both. */
final class IdlePicture {

    private static final int END = 80;
    private static final Axis CLOCK = new Axis(0, END, 70, 640);
    private static final Axis TIMES = new Axis(0, END, 340, 60);

    private final PushSource<Sample> steady = Sources.push(END);
    private final PushSource<Sample> pausing = Sources.push(END);
    private final Svg svg =
            new Svg(860, 410, "Two splits with ascending().idleAfter(15 s), and the watermark of their task");

    private IdlePicture() {}

    static String draw() {
        IdlePicture picture = new IdlePicture();
        picture.axes();
        picture.run();
        return picture.svg.toString();
    }

    private void axes() {
        svg.segment(70, 340, 640, 340, Svg.INK);
        svg.segment(70, 340, 70, 60, Svg.INK);
        for (int second = 0; second <= END; second += 20) {
            svg.text(62, TIMES.at(second) + 4.5, Anchor.END, Svg.QUIET, second + " s");
            svg.text(CLOCK.at(second), 360, Anchor.MIDDLE, Svg.QUIET, second + " s");
        }
        svg.text(640, 380, Anchor.END, Svg.QUIET, "by the clock");
        svg.text(70, 50, Anchor.START, Svg.QUIET, "event time");
    }

    private void run() {
        Pipeline pipeline = Pipeline.create("picture");
        pipeline.source("samples", Sources.interleaved(List.of(steady, pausing)))
                .timestamps(
                        Timestamps.millis(sample -> sample.second() * 1000L),
                        Watermarks.ascending().idleAfter(Duration.ofSeconds(15)))
                .keyBy(sample -> "key")
                .window(Windows.tumbling(Duration.ofSeconds(10)))
                .aggregate("counts", Aggregates.count())
                .to("results", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(1).parallelism(2);
        List<Double> line = new ArrayList<>();
        for (int second = 0; second < END; second++) {
            emit(second);
            run.advance(Duration.ofMillis(100));
            Double watermark = Trace.watermark(run, "counts-0");
            if (watermark != null) {
                line.addAll(List.of(CLOCK.at(second), TIMES.at(watermark), CLOCK.at(second + 1), TIMES.at(watermark)));
            }
            run.advance(Duration.ofMillis(900));
        }
        run.drain();
        svg.path(line, Svg.WATERMARK);
        svg.text(648, line.get(line.size() - 1) + 4.5, Anchor.START, Svg.WATERMARK, "watermark");
        svg.text(CLOCK.at(2), TIMES.at(76), Anchor.START, Svg.EVENT, "events of a split that goes on");
        svg.text(CLOCK.at(2), TIMES.at(70), Anchor.START, Svg.ON_TIME, "events of a split that pauses");
        double idle = CLOCK.at(21 + 15);
        svg.dashed(idle, TIMES.at(0), idle, TIMES.at(60), Svg.QUIET);
        svg.text(idle, TIMES.at(62), Anchor.MIDDLE, Svg.QUIET, "15 s of silence: idle");
    }

    private void emit(int second) {
        if (second % 5 == 3) {
            emit(steady, second, second - 1, Svg.EVENT);
        }
        boolean pause = second > 22 && second < 55;
        if (second % 5 == 1 && !pause) {
            emit(pausing, second, second - 1, Svg.ON_TIME);
        }
    }

    private void emit(PushSource<Sample> split, int clock, int second, String colour) {
        split.tryEmit(new Sample(clock, second));
        svg.dot(CLOCK.at(clock), TIMES.at(second), colour);
    }
}
