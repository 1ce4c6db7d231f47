package shop.model;

public record Customer(String name, Kind kind) {

    public enum Kind {
        PRIVATE,
        BUSINESS
    }
}
