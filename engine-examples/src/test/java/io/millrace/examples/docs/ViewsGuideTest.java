package io.millrace.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.examples.docs.Views.Hit;
import io.millrace.examples.docs.Views.Stock;
import io.millrace.source.Sources;
import io.millrace.testing.Simulation;
import io.millrace.view.TableView;
import org.junit.jupiter.api.Test;

/** What the guide to views shows. */
class ViewsGuideTest {

    @Test
    void shouldShowTheLatestMinuteOfEachPage() {
        Simulation run = Simulation.of(Views.hits(Sources.of(
                new Hit("/home", "ada", 1_000),
                new Hit("/about", "ada", 2_000),
                new Hit("/home", "bob", 61_000),
                new Hit("/home", "eve", 62_000))));
        TableView<String, Long> views = run.view("views", String.class, Long.class);
        run.run();
        assertThat(views.get("/home")).isEqualTo(2);
        assertThat(views.range("/a", "/b")).containsOnlyKeys("/about");
    }

    @Test
    void shouldShowWhatIsLeft() {
        Simulation run =
                Simulation.of(Views.stock(Sources.of(new Stock("nut", 3), new Stock("bolt", 1), new Stock("bolt", 0))));
        TableView<String, Integer> left = run.view("left", String.class, Integer.class);
        run.run();
        assertThat(left.get("nut")).isEqualTo(3);
        assertThat(left.get("bolt")).isNull();
    }
}
