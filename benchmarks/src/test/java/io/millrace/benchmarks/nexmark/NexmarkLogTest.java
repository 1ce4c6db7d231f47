package io.millrace.benchmarks.nexmark;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class NexmarkLogTest {

    private static final NexmarkLog LOG = new NexmarkLog();
    private static final int EVENTS = 200_000;
    private static final Offset<Double> ONE_PERCENT = within(0.01);

    @Test
    void shouldHaveOnePersonThreeAuctionsAndFortySixBidsInFiftyEvents() {
        Map<Class<?>, Long> kinds = events().collect(groupingBy(Object::getClass, counting()));

        assertThat(kinds)
                .isEqualTo(Map.of(
                        Person.class,
                        EVENTS * 2L / 100,
                        Auction.class,
                        EVENTS * 6L / 100,
                        Bid.class,
                        EVENTS * 92L / 100));
    }

    @Test
    void shouldNumberPersonsAndAuctionsAsTheyAppear() {
        assertThat(persons().stream().map(Person::id)).containsExactlyElementsOf(from(1_000, EVENTS / 50));
        assertThat(auctions().stream().map(Auction::id)).containsExactlyElementsOf(from(1_000, EVENTS / 50 * 3));
    }

    @Test
    void shouldHaveTenEventsInEachMillisecondAtEvenTimes() {
        assertThat(LongStream.range(0, EVENTS).filter(i -> LOG.event(i).time() != 1_000_000 + i / 20 * 2))
                .isEmpty();
    }

    @Test
    void shouldReferToAuctionsThatAreOpenOrWillSoonAppear() {
        long auctions = 0;
        long hot = 0;
        for (NexmarkEvent event : events().toList()) {
            if (event instanceof Auction) {
                auctions++;
            } else if (event instanceof Bid bid) {
                long number = bid.auction() - 1_000;
                boolean isHot = number == (auctions - 1) / 100 * 100;
                hot += isHot ? 1 : 0;
                boolean isRecent = number >= Math.max(0, auctions - 100) && number < auctions + 10;
                if (!isHot && !isRecent) {
                    fail("%s, after %d auctions", bid, auctions);
                }
            }
        }
        assertThat(hot / (EVENTS * 0.92)).isCloseTo(0.5 + 0.5 / 110, ONE_PERCENT);
    }

    @Test
    void shouldReferToPersonsThatAreActiveOrWillSoonAppear() {
        long persons = 0;
        long hotBidders = 0;
        long hotSellers = 0;
        for (NexmarkEvent event : events().toList()) {
            if (event instanceof Person) {
                persons++;
            } else if (event instanceof Bid bid) {
                hotBidders += hotPerson(bid.bidder(), persons, 1);
            } else if (event instanceof Auction auction) {
                hotSellers += hotPerson(auction.seller(), persons, 0);
            }
        }
        assertThat(hotBidders / (EVENTS * 0.92)).isCloseTo(0.75, ONE_PERCENT);
        assertThat(hotSellers / (EVENTS * 0.06)).isCloseTo(0.75, ONE_PERCENT);
    }

    private static int hotPerson(long id, long persons, int offset) {
        long number = id - 1_000;
        boolean isHot = number == (persons - 1) / 100 * 100 + offset;
        boolean isActive = number >= Math.max(0, persons - 1_000) && number < persons + 10;
        if (!isHot && !isActive) {
            fail("person %d, after %d persons", id, persons);
        }
        return isHot ? 1 : 0;
    }

    @Test
    void shouldReachAllOfTheActiveOnesAndOfTheLead() {
        Set<Long> auctions = new HashSet<>();
        Set<Long> bidders = new HashSet<>();
        for (long repeat = 0; repeat < 4_000; repeat++) {
            // Of one epoch whose draws differ, as they would repeat after 2^22 events only.
            for (long index = 4; index < 50; index++) {
                Bid bid = (Bid) LOG.event((2_000 + repeat) * 50 + index);
                auctions.add(bid.auction() - 1_000 - (2_001 + repeat) * 3);
                bidders.add(bid.bidder() - 1_000 - (2_001 + repeat));
            }
        }
        assertThat(auctions).containsAll(from(-100, 110));
        assertThat(bidders).containsAll(from(-1_000, 1_010));
    }

    @Test
    void shouldHavePricesWhoseLogarithmIsUniform() {
        long[] decades = new long[6];
        List<Bid> bids = of(Bid.class);
        assertThat(bids).allMatch(bid -> isPrice(bid.price()));
        for (Bid bid : bids) {
            decades[(int) Math.min(5, Math.log10(bid.price() / 100.0))]++;
        }
        for (long decade : decades) {
            assertThat(decade / (double) bids.size()).isCloseTo(1 / 6.0, ONE_PERCENT);
        }
    }

    @Test
    void shouldHaveAuctionsThatAreReservedAndExpire() {
        List<Auction> auctions = auctions();
        assertThat(auctions)
                .allMatch(auction -> isPrice(auction.initialBid()) && isPrice(auction.reserve() - auction.initialBid()))
                .allMatch(auction -> auction.expires() > auction.time() && auction.expires() <= auction.time() + 333);
        double mean = auctions.stream()
                .mapToLong(auction -> auction.expires() - auction.time())
                .average()
                .orElseThrow();
        assertThat(mean).isCloseTo(167, within(2.0));
    }

    @Test
    void shouldUseAllCategoriesCitiesAndStatesEquallyOften() {
        assertUniform(auctions(), Auction::category, 5);
        assertUniform(persons(), Person::city, 10);
        assertUniform(persons(), Person::state, 6);
        assertUniform(persons(), Person::name, 64);
        assertThat(auctions()).allMatch(auction -> auction.category() >= 10 && auction.category() <= 14);
    }

    @Test
    void shouldGiveEqualEventsForEqualIndexes() {
        NexmarkLog again = new NexmarkLog();

        for (long index = 0; index < 1_000; index++) {
            assertThat(again.event(index)).isEqualTo(LOG.event(index));
        }
    }

    @Test
    void shouldGoOnWhenTheDrawsRepeat() {
        long far = 3L << 32;

        for (long index = far; index < far + 50; index++) {
            assertThat(LOG.event(index).time()).isEqualTo(1_000_000 + index / 20 * 2);
        }
        Bid bid = (Bid) LOG.event(far / 50 * 50 + 49);
        assertThat(bid.bidder()).isBetween(1_000 + far / 50 - 1_000, 1_000 + far / 50 + 10);
        assertThat(bid.auction()).isBetween(1_000 + far / 50 * 3 - 100, 1_000 + far / 50 * 3 + 12);
    }

    private static boolean isPrice(long cents) {
        return cents >= 100 && cents <= 100_000_000;
    }

    private static <T, V> void assertUniform(List<T> events, Function<T, V> value, int values) {
        Map<V, Long> counts = events.stream().collect(groupingBy(value, counting()));
        assertThat(counts).hasSize(values);
        assertThat(counts.values())
                .allSatisfy(count ->
                        assertThat(count * (double) values / events.size()).isCloseTo(1, within(0.4)));
    }

    private static List<Person> persons() {
        return of(Person.class);
    }

    private static List<Auction> auctions() {
        return of(Auction.class);
    }

    private static <T extends NexmarkEvent> List<T> of(Class<T> kind) {
        return events().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static List<Long> from(long first, int count) {
        return LongStream.range(first, first + count).boxed().toList();
    }

    private static Stream<NexmarkEvent> events() {
        return LongStream.range(0, EVENTS).mapToObj(LOG::event);
    }
}
