package shop.model;

import java.time.Instant;

public record Order(Customer customer, Payment payment, Instant time) {

    public sealed interface Payment {}

    public record Cash(long cents) implements Payment {}

    public record Card(long cents, String number) implements Payment {}

    public long cents() {
        return payment instanceof Card card ? card.cents() : ((Cash) payment).cents();
    }
}
