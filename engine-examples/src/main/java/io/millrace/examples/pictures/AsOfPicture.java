package io.millrace.examples.pictures;

import io.millrace.EventStream;
import io.millrace.Pipeline;
import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.sink.Sinks;
import io.millrace.source.PushSource;
import io.millrace.source.Sources;
import io.millrace.table.Tables;
import io.millrace.testing.Simulation;
import io.millrace.time.Watermarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Orders that meet the version of a profile that held at their times, however out of order both come. */
final class AsOfPicture {

    private static final int RIGHT = 830;
    private static final int ARRIVAL = 76;
    private static final int VERSIONS = 250;
    private static final int ORDERS = 180;
    private static final List<String> ROWS = List.of(
            "edit silver 0",
            "order - 20",
            "order - 75",
            "edit gold 40",
            "order - 40",
            "edit none 80",
            "order - 60",
            "edit basic 100",
            "order - 90",
            "order - 110",
            "edit gold 130");

    private final PushSource<Edit> edits = Sources.push(ROWS.size());
    private final PushSource<Order> orders = Sources.push(ROWS.size());
    private final Svg svg = new Svg(860, 340, "Orders of one user with profiles.asOfEventTime(1 h)");
    private final Axis arrivals = new Axis(0, ROWS.size() - 1.0, 170, 800);
    private final Axis times = new Axis(0, 145, 150, RIGHT);

    private AsOfPicture() {}

    private record Edit(String tier, int minute) {
        private Profile profile() {
            return tier.equals("none") ? null : new Profile(tier);
        }
    }

    private record Profile(String tier) {}

    private record Order(int number, int minute) {}

    /** The profile is null where there is none. */
    private record Priced(Order order, Profile profile) {}

    static String draw() {
        AsOfPicture picture = new AsOfPicture();
        picture.axes();
        picture.versions();
        picture.run();
        return picture.svg.toString();
    }

    private void axes() {
        svg.text(20, ARRIVAL + 4.5, Anchor.START, Svg.QUIET, "as they arrive");
        svg.text(20, VERSIONS + 4.5, Anchor.START, Svg.ON_TIME, "edits");
        svg.text(20, ORDERS + 4.5, Anchor.START, Svg.EVENT, "orders");
        svg.text(20, VERSIONS + 36.5, Anchor.START, Svg.QUIET, "what they meet");
        svg.segment(150, ARRIVAL, RIGHT, ARRIVAL, Svg.GRID);
        svg.segment(150, VERSIONS + 50, RIGHT, VERSIONS + 50, Svg.INK);
        for (int minute = 0; minute <= 140; minute += 20) {
            svg.text(times.at(minute), VERSIONS + 70, Anchor.MIDDLE, Svg.QUIET, minute + " min");
        }
    }

    /** Each from its edit to the next one. */
    private void versions() {
        List<Edit> inOrder = new ArrayList<>();
        ROWS.stream()
                .map(row -> row.split(" ", -1))
                .filter(row -> row[0].equals("edit"))
                .forEach(row -> inOrder.add(new Edit(row[1], Integer.parseInt(row[2]))));
        for (int i = 0; i < inOrder.size(); i++) {
            Edit edit = inOrder.get(i);
            double left = times.at(edit.minute());
            double right = i + 1 < inOrder.size() ? times.at(inOrder.get(i + 1).minute()) : RIGHT;
            if (edit.profile() != null) {
                svg.box(left, VERSIONS - 14, right - left, 28, Svg.ON_TIME, edit.tier());
            }
        }
    }

    private void run() {
        Pipeline pipeline = Pipeline.create("picture");
        EventStream<Edit> told = pipeline.source("edits", edits)
                .timestamps(edit -> Row.at(edit.minute()), Watermarks.boundedOutOfOrderness(Duration.ofMinutes(20)));
        pipeline.source("orders", orders)
                .timestamps(order -> Row.at(order.minute()), Watermarks.boundedOutOfOrderness(Duration.ofMinutes(40)))
                .typed(Order.class)
                .keyBy(order -> "ada")
                .join(told.keyBy(edit -> "ada")
                        .join(Tables.upserts("profiles", Edit::profile, Profile.class))
                        .<Order>asOfEventTime(Duration.ofHours(1)))
                .left("priced", Priced::new)
                .to("told", Sinks.discard());
        Simulation run = Simulation.of(pipeline).seed(1).parallelism(2);
        for (int arrival = 0; arrival < ROWS.size(); arrival++) {
            String[] row = ROWS.get(arrival).split(" ", -1);
            emit(row[0].equals("edit"), row[1], Integer.parseInt(row[2]), arrival);
            run.settle();
        }
        run.drain();
        run.output("told").forEach(priced -> meet((Priced) priced));
    }

    private void emit(boolean edit, String tier, int minute, int arrival) {
        String colour = edit ? Svg.ON_TIME : Svg.EVENT;
        double height = edit ? VERSIONS : ORDERS;
        svg.segment(arrivals.at(arrival), ARRIVAL, times.at(minute), height, Svg.GRID);
        svg.dot(arrivals.at(arrival), ARRIVAL, colour);
        svg.dot(times.at(minute), height, colour);
        if (edit) {
            svg.text(arrivals.at(arrival), ARRIVAL - 14, Anchor.MIDDLE, colour, tier);
            edits.tryEmit(new Edit(tier, minute));
        } else {
            orders.tryEmit(new Order(arrival, minute));
        }
    }

    private void meet(Priced priced) {
        double x = times.at(priced.order().minute());
        svg.dashed(x, ORDERS, x, VERSIONS - 14, Svg.EVENT);
        String words = priced.profile() == null ? "none" : priced.profile().tier();
        svg.text(x, VERSIONS + 36.5, Anchor.MIDDLE, Svg.INK, words);
    }
}
