package io.millrace.benchmarks.nexmark;

/** What persons are called and where they live; tables, so that a person costs no strings. */
final class Names {

    static final String[] STATES = {"AZ", "CA", "ID", "OR", "WA", "WY"};

    static final String[] CITIES = {
        "Phoenix", "Tucson", "Sacramento", "Oakland", "Boise", "Salem", "Eugene", "Tacoma", "Spokane", "Laramie"
    };

    private static final String[] FIRST = {"Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana"};
    private static final String[] LAST = {"Ames", "Boyle", "Cruz", "Diaz", "Ekman", "Frost", "Gray", "Holt"};
    private static final String[] NAMES = combined();

    private Names() {}

    static Person person(long id, long draw, long time) {
        int place = Draw.second(draw, CITIES.length * STATES.length);
        return new Person(
                id,
                NAMES[Draw.first(draw, NAMES.length)],
                CITIES[place / STATES.length],
                STATES[place % STATES.length],
                time);
    }

    private static String[] combined() {
        String[] names = new String[FIRST.length * LAST.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = FIRST[i / LAST.length] + " " + LAST[i % LAST.length];
        }
        return names;
    }
}
