package io.millrace.benchmarks.peers.words;

import java.io.Serializable;
import java.time.Instant;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/** The jobs of the page for those who come from elsewhere, in Beam. */
final class BeamJobs {

    private BeamJobs() {}

    record Payment(String card, String order, long cents, Instant time) implements Serializable {}

    record Order(String id, long cents) implements Serializable {}

    static PCollection<KV<String, Long>> counts(PCollection<Payment> payments) {
        // tag::counts
        PCollection<KV<String, Long>> counts = payments.apply(Window.<Payment>into(
                                FixedWindows.of(Duration.standardMinutes(1)))
                        .triggering(AfterWatermark.pastEndOfWindow().withLateFirings(AfterPane.elementCountAtLeast(1)))
                        .withAllowedLateness(Duration.standardSeconds(10))
                        .accumulatingFiredPanes())
                .apply(WithKeys.of(Payment::card).withKeyType(TypeDescriptors.strings()))
                .apply(Count.perKey());
        // end::counts
        return counts;
    }

    static PCollection<KV<String, Long>> sessions(PCollection<Payment> payments) {
        // tag::sessions
        var sprees = payments.apply(Window.<Payment>into(Sessions.withGapDuration(Duration.standardMinutes(10))))
                .apply(MapElements.into(TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.longs()))
                        .via(payment -> KV.of(payment.card(), payment.cents())))
                .apply(Sum.longsPerKey());
        // end::sessions
        return sprees;
    }

    static PCollection<KV<String, Long>> trailing(PCollection<Payment> payments) {
        // tag::trailing
        var suspicious = payments.apply(Window.<Payment>into(
                                SlidingWindows.of(Duration.standardMinutes(1)).every(Duration.standardSeconds(1)))
                        .triggering(AfterWatermark.pastEndOfWindow().withEarlyFirings(AfterPane.elementCountAtLeast(1)))
                        .withAllowedLateness(Duration.standardSeconds(10))
                        .accumulatingFiredPanes())
                .apply(WithKeys.of(Payment::card).withKeyType(TypeDescriptors.strings()))
                .apply(Count.perKey())
                .apply(Filter.by((KV<String, Long> count) -> count.getValue() > 3));
        // end::trailing
        return suspicious;
    }

    static PCollection<KV<String, CoGbkResult>> join(
            PCollection<KV<String, Order>> orders, PCollection<KV<String, Payment>> payments) {
        // tag::join
        TupleTag<Order> order = new TupleTag<>();
        TupleTag<Payment> payment = new TupleTag<>();
        PCollection<KV<String, CoGbkResult>> inWindows = KeyedPCollectionTuple.of(
                        order, orders.apply(Window.into(FixedWindows.of(Duration.standardMinutes(15)))))
                .and(payment, payments.apply(Window.into(FixedWindows.of(Duration.standardMinutes(15)))))
                .apply(CoGroupByKey.create());
        // end::join
        return inWindows;
    }
}
