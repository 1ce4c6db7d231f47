package io.millrace.examples.pictures;

import static java.time.Duration.ofMinutes;

import io.millrace.EventStream;
import io.millrace.KeyedExtension;
import io.millrace.Pipeline;
import io.millrace.examples.pictures.Row.Pair;
import io.millrace.examples.pictures.Svg.Anchor;
import io.millrace.join.Join;
import io.millrace.join.Joins;
import io.millrace.sink.Sinks;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import java.util.List;
import java.util.function.Function;

/** What meets what: orders and payments within a stretch, auctions and bids during the auction. */
final class JoinPicture {

    private static final int LEFT = 110;
    private static final int RIGHT = 690;
    private static final int LANE = 42;

    private final Svg svg = new Svg(860, 486, "Who meets whom, by event time; what meets none is hollow");
    private Axis times = new Axis(0, 1, LEFT, RIGHT);
    private int y = 66;

    private JoinPicture() {}

    static String draw() {
        JoinPicture picture = new JoinPicture();
        picture.within();
        picture.y += 34;
        picture.during();
        picture.legend();
        return picture.svg.toString();
    }

    private void within() {
        List<Row> orders = List.of(new Row("a", 0), new Row("b", 1), new Row("c", 2), new Row("d", 40));
        List<Row> payments = List.of(new Row("c", 1), new Row("a", 3), new Row("b", 20));
        List<Pair> told = run(orders, payments, with -> with.within(ofMinutes(-1), ofMinutes(15)));
        times = new Axis(-2, 58, LEFT, RIGHT);
        axis("orders with payments within(-1 min, 15 min)", 50, 10);
        for (Row order : orders) {
            lane("order " + order.key(), order, order.minute() - 1, order.minute() + 15, told);
        }
    }

    private void during() {
        List<Row> auctions = List.of(new Row("vase", 0, 10), new Row("lamp", 5, 10));
        List<Row> bids = List.of(new Row("vase", 2), new Row("vase", 10), new Row("vase", 11));
        List<Pair> told = run(auctions, bids, with -> with.during(Row::endsAt));
        times = new Axis(-0.5, 14.5, LEFT, RIGHT);
        axis("auctions with bids during(Auction::expires)", 14, 2);
        for (Row auction : auctions) {
            lane(auction.key(), auction, auction.minute(), auction.end(), told);
        }
    }

    private static List<Pair> run(
            List<Row> left,
            List<Row> right,
            Function<Joins.With<String, Row>, KeyedExtension<String, Row, Join<String, Row, Row>>> bounds) {
        Pipeline pipeline = Pipeline.create("picture");
        EventStream<Row> rights = Row.stream(pipeline, "right", Sources.collection(right));
        Row.stream(pipeline, "left", Sources.collection(left))
                .keyBy(Row::key)
                .join(bounds.apply(Joins.with(rights.keyBy(Row::key))))
                .full("pairs", Pair::new)
                .to("told", Sinks.discard());
        return Simulation.of(pipeline).seed(1).parallelism(2).run().output("told").stream()
                .map(Pair.class::cast)
                .toList();
    }

    private void axis(String words, int last, int step) {
        svg.text(20, y, Anchor.START, Svg.INK, words);
        svg.segment(LEFT, y + 28, RIGHT, y + 28, Svg.GRID);
        for (int minute = 0; minute <= last; minute += step) {
            svg.text(times.at(minute), y + 22, Anchor.MIDDLE, Svg.QUIET, minute + " min");
        }
        y += 52;
    }

    /** The stretch of a left row, and all of its key that there is. */
    private void lane(String words, Row left, int from, int to, List<Pair> told) {
        svg.text(20, y + 4.5, Anchor.START, Svg.INK, words);
        svg.box(times.at(from), y - 16, times.at(to) - times.at(from), 32, Svg.EVENT, "");
        int met = 0;
        for (Pair pair : told) {
            if (left.equals(pair.left()) && pair.right() != null) {
                svg.segment(
                        times.at(left.minute()), y - 7, times.at(pair.right().minute()), y + 7, Svg.ON_TIME);
                right(pair.right(), true);
                met++;
            } else if (pair.left() == null && pair.right().key().equals(left.key())) {
                right(pair.right(), false);
            }
        }
        mark(left.minute(), y - 7, Svg.EVENT, met > 0);
        String pairs = met == 1 ? "1 pair" : met + " pairs";
        svg.text(RIGHT + 16, y + 4.5, Anchor.START, Svg.QUIET, met == 0 ? "alone" : pairs);
        y += LANE;
    }

    private void right(Row row, boolean meets) {
        mark(row.minute(), y + 7, Svg.ON_TIME, meets);
    }

    private void mark(int minute, double height, String colour, boolean meets) {
        if (meets) {
            svg.dot(times.at(minute), height, colour);
        } else {
            svg.ring(times.at(minute), height, colour);
        }
    }

    private void legend() {
        svg.dot(26, y + 8, Svg.EVENT);
        svg.text(38, y + 12.5, Anchor.START, Svg.QUIET, "left rows, and their stretch");
        svg.dot(246, y + 8, Svg.ON_TIME);
        svg.text(258, y + 12.5, Anchor.START, Svg.QUIET, "right rows of the same key");
    }
}
