package io.millrace.state.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one version of a record wrote, another one reads. */
class RecordEvolutionTest {
    record Payment(String id, int amount, List<String> tags) {}

    record Added(String id, int amount, List<String> tags, String country, long time, Boolean checked) {}

    record Removed(String id) {}

    record Reordered(List<String> tags, int amount, String id) {}

    record Widened(String id, long amount, List<String> tags) {}

    record Boxed(String id, Integer amount, List<String> tags) {}

    record Retyped(String id, String amount, List<String> tags) {}

    record RetypedList(String id, int amount, List<Integer> tags) {}

    record Narrowed(String id, short amount) {}

    record Strict(String id, String country) {
        Strict {
            if (country == null) {
                throw new IllegalArgumentException("no country");
            }
        }
    }

    record Outer(Payment payment, Map<String, Payment> more) {}

    record OuterAdded(Map<String, Added> more, Added payment) {}

    record Floats(float a, byte b, char c, short d) {}

    record WiderFloats(double a, int b, long c, double d) {}

    private static final Payment PAYMENT = new Payment("P1", 12, List.of("x", "y"));

    private static <A extends Record, B extends Record> B reread(A written, Class<A> from, Class<B> to)
            throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Serdes.of(Type.of(from)).write(written, new DataOutputStream(bytes));
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        B read =
                Serdes.of(Type.of(to)).readerOf(Serdes.of(Type.of(from)).form()).read(in);
        assertThat(in.available()).isZero();
        return read;
    }

    @Test
    void shouldReadNullOrZeroWhenAComponentWasAdded() throws IOException {
        assertThat(reread(PAYMENT, Payment.class, Added.class))
                .isEqualTo(new Added("P1", 12, List.of("x", "y"), null, 0, null));
    }

    @Test
    void shouldSkipAComponentThatWasRemoved() throws IOException {
        assertThat(reread(PAYMENT, Payment.class, Removed.class)).isEqualTo(new Removed("P1"));
    }

    @Test
    void shouldNotMindTheOrderOfComponents() throws IOException {
        assertThat(reread(PAYMENT, Payment.class, Reordered.class))
                .isEqualTo(new Reordered(List.of("x", "y"), 12, "P1"));
    }

    @Test
    void shouldWidenPrimitives() throws IOException {
        assertThat(reread(PAYMENT, Payment.class, Widened.class)).isEqualTo(new Widened("P1", 12L, List.of("x", "y")));
        assertThat(reread(new Floats(1.5f, (byte) -2, '\uffff', (short) 9), Floats.class, WiderFloats.class))
                .isEqualTo(new WiderFloats(1.5, -2, 65_535, 9));
    }

    @Test
    void shouldReadAPrimitiveAsItsBoxAndBack() throws IOException {
        Boxed boxed = new Boxed("P1", 12, List.of("x", "y"));

        assertThat(reread(PAYMENT, Payment.class, Boxed.class)).isEqualTo(boxed);
        assertThat(reread(boxed, Boxed.class, Payment.class)).isEqualTo(PAYMENT);
        assertThat(reread(new Boxed("P1", null, null), Boxed.class, Payment.class))
                .isEqualTo(new Payment("P1", 0, null));
    }

    @Test
    void shouldNameTypeComponentAndRemedyWhenAComponentHasAnotherType() {
        assertThatThrownBy(() -> reread(PAYMENT, Payment.class, Retyped.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("RecordEvolutionTest$Retyped")
                .hasMessageContaining("component 'amount' was written as int and is now string")
                .hasMessageContaining("another name, or register a Serde");
        assertThatThrownBy(() -> reread(PAYMENT, Payment.class, RetypedList.class))
                .hasMessageContaining("list<string>")
                .hasMessageContaining("list<int>");
        assertThatThrownBy(() -> reread(PAYMENT, Payment.class, Narrowed.class)).hasMessageContaining("short");
    }

    @Test
    void shouldSayWhatToDoWhenTheRecordRefusesADefault() {
        assertThatThrownBy(() -> reread(PAYMENT, Payment.class, Strict.class))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("RecordEvolutionTest$Strict")
                .hasMessageContaining("no country")
                .hasMessageContaining("accept null or 0");
    }

    @Test
    void shouldEvolveRecordsWithinRecords() throws IOException {
        Added added = new Added("P1", 12, List.of("x", "y"), null, 0, null);

        assertThat(reread(new Outer(PAYMENT, Map.of("a", PAYMENT)), Outer.class, OuterAdded.class))
                .isEqualTo(new OuterAdded(Map.of("a", added), added));
    }

    @Test
    void shouldEvolveWhateverHoldsRecords() throws IOException {
        Added added = new Added("P1", 12, List.of("x", "y"), null, 0, null);

        assertThat(reread(
                        new Type<Map<String, List<Payment>>>() {},
                        new Type<Map<String, List<Added>>>() {},
                        Map.of("a", List.of(PAYMENT))))
                .isEqualTo(Map.of("a", List.of(added)));
        assertThat(reread(new Type<Optional<Payment>>() {}, new Type<Optional<Removed>>() {}, Optional.of(PAYMENT)))
                .isEqualTo(Optional.of(new Removed("P1")));
        assertThat(reread(new Type<Payment[]>() {}, new Type<Added[]>() {}, new Payment[] {PAYMENT}))
                .isEqualTo(new Added[] {added});
        assertThat(reread(new Type<Set<Integer>>() {}, new Type<Set<Long>>() {}, Set.of(7)))
                .isEqualTo(Set.of(7L));
        assertThat(reread(Type.of(Before.Change.class), Type.of(After.Change.class), new Before.Put("x", 1)))
                .isEqualTo(new After.Put(1L, null));
    }

    /** A sealed hierarchy. */
    static final class Before {
        sealed interface Change permits Before.Put, Before.Unset {}

        record Put(String key, int value) implements Before.Change {}

        record Unset(String key) implements Before.Change {}
    }

    /** The same one later. */
    static final class After {
        sealed interface Change permits After.Put, After.Swap {}

        record Put(long value, String by) implements After.Change {}

        record Swap(int from, int to) implements After.Change {}
    }

    @Test
    void shouldNameTheClassThatASealedTypeNoLongerPermits() {
        assertThatThrownBy(
                        () -> reread(Type.of(Before.Change.class), Type.of(After.Change.class), new Before.Unset("x")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("permits no class named 'Unset'");
    }

    @Test
    void shouldNameTheInnermostRecordThatDoesNotFit() {
        assertThatThrownBy(() -> Serdes.of(new Type<List<Retyped>>() {})
                        .readerOf(Serdes.of(new Type<List<Payment>>() {}).form()))
                .hasMessageContaining("Retyped: component 'amount' was written as int and is now string");
    }

    @Test
    void shouldNameBothFormsWhenTheyDiffer() {
        assertThatThrownBy(() -> Serdes.of(Type.of(Payment.class)).readerOf("string"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("written as string and is now record{id:string?,amount:int,tags:list<string>?}")
                .hasMessageContaining("another name, or register a Serde");
        for (String form : new String[] {"list<int", "list<a>>", "record{a:<}", "record{a:int,a:int}", "record{z:x}"}) {
            assertThatThrownBy(() -> Serdes.of(Type.of(Payment.class)).readerOf(form))
                    .as(form)
                    .isInstanceOf(IOException.class);
        }
    }

    record Balance(String user, double amount, Instant since) {}

    @Test
    void shouldNotRepeatInEachRecordWhatTheFormSays() throws IOException {
        byte[] bytes =
                SerdesTest.bytes(SerdesTest.serdeOf(Type.of(Balance.class)), new Balance("ada", 1.5, Instant.EPOCH));
        assertThat(bytes).hasSize(6 + 8 + 13);
    }

    private static Object reread(Type<?> from, Type<?> to, Object value) throws IOException {
        Serde<Object> writer = SerdesTest.serdeOf(from);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(SerdesTest.bytes(writer, value)));
        Object read = SerdesTest.serdeOf(to).readerOf(writer.form()).read(in);
        assertThat(in.available()).isZero();
        return read;
    }

    @Test
    void shouldTakeALookupOfTheCaller() throws IOException {
        Serde<Payment> serde = Serdes.record(MethodHandles.lookup(), Payment.class);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        serde.write(PAYMENT, new DataOutputStream(bytes));

        assertThat(serde.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                .isEqualTo(PAYMENT);
        assertThatThrownBy(() -> Serdes.record(MethodHandles.publicLookup(), Payment.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("opens io.millrace.state.serde")
                .hasMessageContaining("Serdes.record(MethodHandles.lookup(), Payment.class)");
    }

    private record Word(String text) {}

    /** A form of the user's looks as the user likes. */
    private record Versioned(String form) implements Serde<Word> {

        @Override
        public void write(Word value, DataOutput out) throws IOException {
            out.writeUTF(value.text());
        }

        @Override
        public Word read(DataInput in) throws IOException {
            return new Word(in.readUTF());
        }

        @Override
        public int hash(Word value) {
            return value.hashCode();
        }

        @Override
        public boolean immutable() {
            return true;
        }

        @Override
        public Reader<? extends Word> readerOf(String writtenForm) throws IOException {
            if (writtenForm.equals("text:v1?")) {
                return this::read;
            }
            return Serde.super.readerOf(writtenForm);
        }
    }

    @Test
    void shouldGiveEachPartItsFormAsItWas() throws IOException {
        SerdeRegistry before = SerdeRegistry.standard().with(Word.class, new Versioned("text:v1?"));
        SerdeRegistry after = SerdeRegistry.standard().with(Word.class, new Versioned("text:v2?"));
        Type<List<Word>> list = Type.of(List.class, Type.of(Word.class));
        Type<Map<Word, Word>> map = Type.of(Map.class, Type.of(Word.class), Type.of(Word.class));
        assertThat(reread(List.of(new Word("a"), new Word("b")), before.serde(list), after.serde(list)))
                .containsExactly(new Word("a"), new Word("b"));
        assertThat(reread(Map.of(new Word("a"), new Word("b")), before.serde(map), after.serde(map)))
                .containsEntry(new Word("a"), new Word("b"));
    }

    private static <T> T reread(T written, Serde<T> from, Serde<T> to) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        from.write(written, new DataOutputStream(bytes));
        return Serde.readerFor(to, from.form())
                .read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
