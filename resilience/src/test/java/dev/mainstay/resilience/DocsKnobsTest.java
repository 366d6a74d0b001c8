// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of knobs in the documentation, against what the builders are. */
class DocsKnobsTest {
    private static final Pattern RANGE =
            Pattern.compile("([\\d,]+)( ms| s)? to ([\\d,]+)( ms| s| hour| day)?\\b.*");

    /** The builders that have a table, by the heading over it. */
    enum Builder {
        BREAKER("## Breaker"),
        RETRIER("## Retrier"),
        SUPERVISOR("## Supervisor");

        final String heading;

        Builder(String heading) {
            this.heading = heading;
        }

        Object fresh() {
            return switch (this) {
                case BREAKER -> Breaker.named("x");
                case RETRIER -> Retrier.named("x");
                case SUPERVISOR -> Supervisor.builder("x", session -> {});
            };
        }
    }

    private record Knob(String name, String standard, String range) {
        static Knob of(String row) {
            String[] cells = row.replace("`", "").split("\\|", -1);
            String name = cells[1].strip().replaceFirst("\\(.*", "");
            return new Knob(name, cells[2].strip(), cells[3].strip());
        }
    }

    private static List<Knob> knobs(Builder builder) throws IOException {
        List<String> docs = Files.readAllLines(Path.of("..", "docs", "resilience.md"));
        List<String> section = docs.subList(docs.indexOf(builder.heading), docs.size());
        int header = section.indexOf("| knob | default | range | trap |");
        return section.subList(header + 2, section.size()).stream()
                .takeWhile(line -> line.startsWith("|"))
                .map(Knob::of)
                .filter(knob -> !knob.name.startsWith("Window"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void knobs_inTheDocs_areThoseOfTheBuilder(Builder builder) throws IOException {
        Set<String> setters =
                Arrays.stream(builder.fresh().getClass().getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .filter(name -> !name.equals("build"))
                        .collect(Collectors.toSet());
        assertThat(knobs(builder)).extracting(Knob::name).hasSameElementsAs(setters);
    }

    @ParameterizedTest
    @EnumSource
    void ranges_inTheDocs_areThoseOfTheBuilder(Builder builder) throws Exception {
        int checked = 0;
        for (Knob knob : knobs(builder)) {
            Matcher range = RANGE.matcher(knob.range);
            Method setter = setter(builder, knob.name);
            if (setter.getParameterCount() != 1 || !range.matches()) {
                continue;
            }
            Class<?> type = setter.getParameterTypes()[0];
            if (type == int.class || type == Duration.class) {
                Object least = value(type, range.group(1), range.group(2));
                Object most = value(type, range.group(3), range.group(4));
                assertThatCode(() -> setter.invoke(builder.fresh(), least))
                        .as(knob.name)
                        .doesNotThrowAnyException();
                assertThatCode(() -> setter.invoke(builder.fresh(), most))
                        .as(knob.name)
                        .doesNotThrowAnyException();
                assertRefused(builder, setter, next(least, -1));
                assertRefused(builder, setter, next(most, 1));
                checked++;
            }
        }
        assertThat(checked).as("ranges").isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void defaults_inTheDocs_areThoseOfTheBuilder(Builder builder) throws Exception {
        Object fresh = builder.fresh();
        int checked = 0;
        for (Knob knob : knobs(builder)) {
            for (Field field : fresh.getClass().getDeclaredFields()) {
                if (field.getName().equals(knob.name) && knob.standard.matches("\\d.*")) {
                    field.setAccessible(true);
                    assertThat(words(field.get(fresh))).as(knob.name).isIn(words(knob));
                    checked++;
                }
            }
        }
        assertThat(checked).as("defaults").isGreaterThanOrEqualTo(2);
    }

    private static List<String> words(Knob knob) {
        return List.of(knob.standard, knob.standard.replaceFirst(",.*", ""));
    }

    private static String words(Object value) {
        if (!(value instanceof Duration duration)) {
            // The builder's mark for "5, or all of a smaller window".
            return value.equals(0) ? "5" : value.toString();
        }
        if (duration.toMillis() < 1_000) {
            return duration.toMillis() + " ms";
        }
        long seconds = duration.toSeconds();
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }

    private static void assertRefused(Builder builder, Method setter, Object value) {
        assertThatThrownBy(() -> setter.invoke(builder.fresh(), value))
                .as("%s of %s", setter.getName(), value)
                .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }

    private static Method setter(Builder builder, String name) {
        return Arrays.stream(builder.fresh().getClass().getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .findFirst()
                .orElseThrow();
    }

    private static Object value(Class<?> type, String digits, String unit) {
        int number = Integer.parseInt(digits.replace(",", ""));
        if (type == int.class) {
            return number;
        }
        return switch (unit == null ? "" : unit.strip()) {
            case "ms" -> Duration.ofMillis(number);
            case "s", "" -> Duration.ofSeconds(number);
            case "hour" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static Object next(Object value, int step) {
        return value instanceof Duration duration
                ? (Object) duration.plusNanos(step)
                : (Object) ((Integer) value + step);
    }
}
