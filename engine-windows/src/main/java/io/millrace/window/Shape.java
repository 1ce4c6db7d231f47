package io.millrace.window;

import io.millrace.window.operator.CalendarGrid;
import io.millrace.window.operator.CumulativeGrid;
import io.millrace.window.operator.PaneGrid;
import io.millrace.window.operator.SlidingGrid;
import io.millrace.window.operator.WindowGrid;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/** What windows that are the same for all keys look like. */
interface Shape {

    /** What is told about windows of a kind. */
    record Detail(String name, Object value) {

        static Detail ofMillis(String name, long millis) {
            return new Detail(name, Duration.ofMillis(millis));
        }
    }

    /** What kind of windows they are. */
    String kind();

    List<Detail> details();

    WindowGrid grid(long offset);

    /** Whether an event can be in several windows. */
    default boolean overlaps() {
        return false;
    }

    /** After how many milliseconds windows repeat, which an offset has to be less than. */
    default long period() {
        throw new IllegalStateException("a " + kind() + " has no offset; tumbling, sliding and cumulative windows have."
                + " The time zone says when calendar windows begin");
    }

    /** What the period is called. */
    default String periodName() {
        return "size";
    }

    /** Windows of one size, one after the other. */
    record Tumbling(long size) implements Shape {

        @Override
        public String kind() {
            return "tumbling window";
        }

        @Override
        public List<Detail> details() {
            return List.of(Detail.ofMillis("size", size));
        }

        @Override
        public WindowGrid grid(long offset) {
            return new PaneGrid(size, offset);
        }

        @Override
        public long period() {
            return size;
        }

        @Override
        public String toString() {
            return kind() + " of " + Duration.ofMillis(size);
        }
    }

    /** Windows of one size, at the multiples of a slide. */
    record Sliding(long size, long slide) implements Shape {

        @Override
        public String kind() {
            return "sliding window";
        }

        @Override
        public List<Detail> details() {
            return List.of(Detail.ofMillis("size", size), Detail.ofMillis("slide", slide));
        }

        @Override
        public WindowGrid grid(long offset) {
            return new SlidingGrid(size, slide, offset);
        }

        @Override
        public boolean overlaps() {
            return true;
        }

        @Override
        public long period() {
            return slide;
        }

        @Override
        public String periodName() {
            return "slide";
        }

        @Override
        public String toString() {
            return kind() + " of " + Duration.ofMillis(size) + " every " + Duration.ofMillis(slide);
        }
    }

    /** Windows that grow by a step to a size. */
    record Cumulative(long size, long step) implements Shape {

        @Override
        public String kind() {
            return "cumulative window";
        }

        @Override
        public List<Detail> details() {
            return List.of(Detail.ofMillis("size", size), Detail.ofMillis("step", step));
        }

        @Override
        public WindowGrid grid(long offset) {
            return new CumulativeGrid(size, step, offset);
        }

        @Override
        public boolean overlaps() {
            return true;
        }

        @Override
        public long period() {
            return step;
        }

        @Override
        public String periodName() {
            return "step";
        }

        @Override
        public String toString() {
            return kind() + " of " + Duration.ofMillis(size) + " by " + Duration.ofMillis(step);
        }
    }

    /**
     * Days, weeks or months of a place.
     *
     * @param firstDay of weeks; null for others
     */
    record Calendar(String kind, ZoneId zone, DayOfWeek firstDay, CalendarGrid grid) implements Shape {

        @Override
        public List<Detail> details() {
            Detail place = new Detail("zone", zone);
            return firstDay == null ? List.of(place) : List.of(place, new Detail("first day", firstDay));
        }

        @Override
        public WindowGrid grid(long offset) {
            return grid;
        }

        @Override
        public String toString() {
            return kind + " in " + zone;
        }
    }
}
