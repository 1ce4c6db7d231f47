package io.millrace.examples.pictures;

import static java.time.Duration.ofMinutes;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.examples.pictures.Row.Pair;
import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.join.Joins;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.window.Aggregates;
import io.millrace.window.Windows;
import java.util.ArrayList;
import java.util.List;

/** A left join, what it tells when, and event time in front of it and behind it, which waits for a row that may be alone. */
final class JoinTimePicture {

    private static final int LEFT = 70;
    private static final int RIGHT = 640;
    private static final int BOTTOM = 350;
    private static final int LAST = 30;
    private static final int RESULTS = 396;
    private static final int ROW = 32;
    private static final List<String> ARRIVALS = List.of(
            "order a 0",
            "payment a 2",
            "order b 4",
            "order c 8",
            "payment c 9",
            "order d 13",
            "payment d 14",
            "order e 17",
            "payment e 18",
            "order f 22",
            "payment f 23",
            "order g 26",
            "payment g 27");

    private final PushSource<Row> orders = Sources.push(ARRIVALS.size());
    private final PushSource<Row> payments = Sources.push(ARRIVALS.size());
    private final Svg svg = new Svg(
            860, 450, "orders.left(payments) within(-1 min, 15 min): nobody pays b, which is certain at 19 min");
    private final Axis arrivals = new Axis(-0.7, ARRIVALS.size() - 0.3, LEFT, RIGHT);
    private final Axis times = new Axis(0, LAST, BOTTOM, 50);
    private final List<Double> before = new ArrayList<>();
    private final List<Double> behind = new ArrayList<>();

    private JoinTimePicture() {}

    static String draw() {
        JoinTimePicture picture = new JoinTimePicture();
        picture.axes();
        picture.run();
        return picture.svg.toString();
    }

    private void axes() {
        svg.segment(LEFT, BOTTOM, RIGHT, BOTTOM, Svg.INK);
        svg.segment(LEFT, BOTTOM, LEFT, 50, Svg.INK);
        svg.text(RIGHT, BOTTOM + 20, Anchor.END, Svg.QUIET, "rows in the order in which they arrive");
        for (int minute = 0; minute <= LAST; minute += 10) {
            svg.text(LEFT - 8, times.at(minute) + 4.5, Anchor.END, Svg.QUIET, minute + " min");
        }
        svg.dashed(LEFT, times.at(19), RIGHT, times.at(19), Svg.QUIET);
        svg.text(RIGHT + 8, times.at(19) + 4.5, Anchor.START, Svg.QUIET, "end of what b may meet");
        svg.text(LEFT + 20, times.at(27), Anchor.START, Svg.EVENT, "orders");
        svg.text(LEFT + 20, times.at(25), Anchor.START, Svg.ON_TIME, "payments");
        row(0, "pairs: at once");
        row(1, "alone: when it is certain");
    }

    private void row(int row, String words) {
        svg.segment(LEFT, RESULTS + row * ROW, RIGHT, RESULTS + row * ROW, Svg.GRID);
        svg.text(RIGHT + 8, RESULTS + row * ROW + 4.5, Anchor.START, Svg.QUIET, words);
    }

    private void run() {
        Pipeline pipeline = Pipeline.create("picture");
        EventStream<Pair> pairs = Row.stream(pipeline, "orders", orders)
                .keyBy(Row::key)
                .join(Joins.with(Row.stream(pipeline, "payments", payments).keyBy(Row::key))
                        .within(ofMinutes(-1), ofMinutes(15)))
                .left("pairs", Pair::new);
        pairs.to("told", Sinks.discard());
        pairs.keyBy(pair -> "all")
                .window(Windows.tumbling(ofMinutes(5)))
                .aggregate("behind", Aggregates.count())
                .to("counts", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(1).parallelism(2);
        for (int arrival = 0; arrival < ARRIVALS.size(); arrival++) {
            int told = run.output("told").size();
            emit(ARRIVALS.get(arrival).split(" ", -1), arrival);
            run.settle();
            step(before, arrival, Trace.watermark(run, "pairs-0"));
            step(behind, arrival, Trace.watermark(run, "behind-0"));
            for (Object pair :
                    run.output("told").subList(told, run.output("told").size())) {
                tell((Pair) pair, arrival);
            }
        }
        run.drain();
        svg.path(before, Svg.WATERMARK);
        svg.text(arrivals.at(6.6), times.at(11.6), Anchor.START, Svg.WATERMARK, "event time in front");
        svg.path(behind, Svg.EARLY);
        svg.text(arrivals.at(4.4), times.at(2.2), Anchor.START, Svg.EARLY, "event time behind it waits for b");
    }

    private void emit(String[] row, int arrival) {
        int minute = Integer.parseInt(row[2]);
        boolean order = row[0].equals("order");
        (order ? orders : payments).tryEmit(new Row(row[1], minute));
        String colour = order ? Svg.EVENT : Svg.ON_TIME;
        svg.dot(arrivals.at(arrival), times.at(minute), colour);
        svg.text(arrivals.at(arrival), times.at(minute) - 10, Anchor.MIDDLE, colour, row[1]);
    }

    private void step(List<Double> line, int arrival, Double seconds) {
        if (seconds != null) {
            double height = times.at(Math.max(0, seconds / 60));
            line.addAll(List.of(
                    arrivals.at(arrival),
                    height,
                    arrivals.at(arrival + 1 == ARRIVALS.size() ? arrival + 0.6 : arrival + 1),
                    height));
        }
    }

    private void tell(Pair pair, int arrival) {
        int row = pair.isAlone() ? 1 : 0;
        svg.box(
                arrivals.at(arrival) - 17,
                RESULTS + row * ROW - 12,
                34,
                24,
                pair.isAlone() ? Svg.AFTERWARDS : Svg.ON_TIME,
                pair.left().key());
    }
}
