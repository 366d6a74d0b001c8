// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mainstay.health.CheckOptions;
import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Impact;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of a check's options, against what the options are. */
class ReadmeKnobsTest {
    private record Knob(String name, String standard, String range) {
        static Knob of(String row) {
            String[] cells = row.replace("`", "").split("\\|", -1);
            return new Knob(cells[1].strip(), cells[2].strip(), cells[3].strip());
        }

        boolean hasLimits() {
            return range.contains(" to ");
        }

        Object limit(int which) {
            String[] words = range.split(" to ", -1)[which].replace(",", "").split(" ", -1);
            int number = Integer.parseInt(words[0]);
            return setter(name).getParameterTypes()[0] == int.class
                    ? (Object) number
                    : duration(number, words.length == 1 ? "s" : words[1]);
        }

        @Override
        public String toString() {
            return name + ": " + range;
        }
    }

    private static List<Knob> knobs() {
        List<String> readme = Checkout.lines("README.md");
        int header = readme.indexOf("| option | default | range | what it does |");
        return readme.subList(header + 2, readme.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(Knob::of)
                .toList();
    }

    private static List<Knob> knobsWithLimits() {
        return knobs().stream().filter(Knob::hasLimits).toList();
    }

    @Test
    void knobs_always_areThoseOfTheBuilderWithItsDefaults() throws IllegalAccessException {
        Map<String, String> documented =
                knobs().stream().collect(Collectors.toMap(Knob::name, Knob::standard));

        assertThat(documented).isEqualTo(defaults());
    }

    @ParameterizedTest
    @MethodSource("knobsWithLimits")
    void range_ofAKnob_isThatOfTheBuilder(Knob knob) {
        assertThatCode(() -> set(knob, knob.limit(0))).doesNotThrowAnyException();
        assertThatCode(() -> set(knob, knob.limit(1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> set(knob, next(knob.limit(0), -1)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> set(knob, next(knob.limit(1), 1)))
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void range_ofTheImpact_isItsValues() {
        String values =
                Arrays.stream(Impact.values()).map(Impact::name).collect(Collectors.joining(", "));

        assertThat(knobs()).contains(new Knob("impact", "REQUIRED", values));
    }

    private static void set(Knob knob, Object value) throws ReflectiveOperationException {
        setter(knob.name()).invoke(options(), value);
    }

    private static Method setter(String name) {
        return Arrays.stream(CheckOptions.class.getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Object next(Object value, int step) {
        return value instanceof Duration duration
                ? duration.plusNanos(step)
                : (Object) ((Integer) value + step);
    }

    private static Duration duration(int number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "hour" -> Duration.ofHours(number);
            case "day" -> Duration.ofDays(number);
            default -> throw new IllegalArgumentException("no such unit: " + unit);
        };
    }

    /** What a check has that sets no options, in the README's words. */
    private static Map<String, String> defaults() throws IllegalAccessException {
        var defaults = new TreeMap<String, String>();
        for (Field field : CheckOptions.class.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers())) {
                field.setAccessible(true);
                defaults.put(field.getName(), inWords(field.get(options())));
            }
        }
        return defaults;
    }

    private static CheckOptions options() {
        var captured = new ArrayList<CheckOptions>();
        HealthMonitor.builder().readiness("any", Health::up, captured::add).build().close();
        return captured.get(0);
    }

    private static String inWords(Object value) {
        if (value instanceof Duration duration) {
            return duration.isZero() ? "0" : duration.toSeconds() + " s";
        }
        return value.toString();
    }
}
