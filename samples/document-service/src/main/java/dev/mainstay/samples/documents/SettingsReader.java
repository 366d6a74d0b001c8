// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.http.ApiKey;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads variables one by one and collects what is wrong, so that one start shows all of it. */
final class SettingsReader {
    private static final Pattern REDIS_PATH = Pattern.compile("(/\\d{0,4})?");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> environment) {
        this.environment = environment;
    }

    long number(String name, long least, long most, long otherwise) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, as for a number out of range
        }
        refuse(name, "a number from %d to %d".formatted(least, most), value);
        return otherwise;
    }

    InetAddress address(String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        try {
            return InetAddress.getByName(value.isEmpty() ? otherwise : value);
        } catch (UnknownHostException e) {
            refuse(name, "an IP address or a host name that resolves", value);
            return InetAddress.getLoopbackAddress();
        }
    }

    @Nullable URI redis(String name) {
        String rule = "a URL like redis://user:password@host:6379/0 (rediss:// for TLS)";
        URI url = url(name, rule, Set.of("redis", "rediss"));
        if (url != null && !REDIS_PATH.matcher(url.getPath()).matches()) {
            refuse(name, rule, url.toString());
        }
        return url;
    }

    @Nullable URI http(String name) {
        return url(name, "a URL like http://host:9000/path", Set.of("http", "https"));
    }

    /** From the variables that are set; what is wrong with one is told without showing it. */
    List<ApiKey> keys(String variable, String fileVariable) {
        var keys = new ArrayList<ApiKey>();
        key(variable, ApiKey.named("environment")::value).ifPresent(keys::add);
        key(fileVariable, path -> ApiKey.named("file").file(Path.of(path))).ifPresent(keys::add);
        return List.copyOf(keys);
    }

    private Optional<ApiKey> key(String name, Function<String, ApiKey> reader) {
        String value = environment.getOrDefault(name, "");
        try {
            return value.isEmpty() ? Optional.empty() : Optional.of(reader.apply(value));
        } catch (IllegalArgumentException e) {
            problems.add(name + ": " + Masking.message(e));
            return Optional.empty();
        }
    }

    boolean flag(String name) {
        String value = environment.getOrDefault(name, "");
        if (!value.isEmpty() && !value.equals("true") && !value.equals("false")) {
            refuse(name, "true or false", value);
        }
        return value.equals("true");
    }

    <E extends Enum<E>> E choice(String name, E otherwise) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            return otherwise;
        }
        E[] choices = otherwise.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (word(choice).equals(value)) {
                return choice;
            }
        }
        String words =
                Arrays.stream(choices).map(SettingsReader::word).collect(Collectors.joining(", "));
        refuse(name, "one of " + words, value);
        return otherwise;
    }

    void refuseProblems() throws SettingsException {
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private @Nullable URI url(String name, String rule, Set<String> schemes) {
        String value = environment.getOrDefault(name, "");
        if (value.isEmpty()) {
            return null;
        }
        try {
            var url = new URI(value);
            if (url.getHost() != null
                    && url.getScheme() != null
                    && schemes.contains(url.getScheme())) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below, without the exception's message: it quotes a password
        }
        refuse(name, rule, value);
        return null;
    }

    /** Any of them may hold a password, if only because it was meant for another. */
    private void refuse(String name, String rule, String value) {
        problems.add("%s must be %s, but was '%s'".formatted(name, rule, Masking.mask(value)));
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
