// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import dev.mainstay.http.rendering.IetfJson;
import dev.mainstay.http.rendering.KubernetesText;
import dev.mainstay.http.rendering.MicroProfileJson;
import dev.mainstay.http.rendering.PlainJson;
import dev.mainstay.http.rendering.SpringBootJson;
import dev.mainstay.http.rendering.StatusPage;
import dev.mainstay.http.rendering.View;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A form in which health is written, with its media type. Errors are problems as of RFC 9457 in
 * each. Immutable.
 */
public final class Dialect {
    private static final List<Dialect> ALL = new ArrayList<>();

    /** This library's own JSON; the only one with everything there is. The default. */
    public static final Dialect JSON = new Dialect("json", "application/json", PlainJson::of);

    /** The text of Kubernetes' own components. */
    public static final Dialect TEXT = new Dialect("text", "text/plain", KubernetesText::of);

    /** MicroProfile Health: UP and DOWN alone, {@code checks} as a list. */
    public static final Dialect MICROPROFILE =
            new Dialect("microprofile", "application/json", MicroProfileJson::of);

    /** Spring Boot Actuator, version 3: {@code components} with {@code details}. */
    public static final Dialect SPRING_BOOT =
            new Dialect(
                    "spring-boot",
                    "application/vnd.spring-boot.actuator.v3+json",
                    SpringBootJson::of);

    /** The IETF's draft {@code application/health+json}: pass, warn and fail. */
    public static final Dialect IETF = new Dialect("ietf", "application/health+json", IetfJson::of);

    /** {@link #TEXT} with a line for each check also where all is well; {@code ?verbose} alone. */
    static final Dialect VERBOSE_TEXT = new Dialect(null, "text/plain", KubernetesText::verbose);

    /** The page for people; at its own path alone. */
    static final Dialect PAGE = new Dialect(null, "text/html", StatusPage::of);

    /** Its place among all. */
    final int index = ALL.size();

    private final @Nullable String parameter;
    private final String mediaType;
    private final Function<View, String> renderer;

    /**
     * Makes a constant.
     *
     * @param parameter its name in {@code ?format=}; null where callers cannot choose it
     * @param mediaType without parameters
     */
    private Dialect(@Nullable String parameter, String mediaType, Function<View, String> renderer) {
        this.parameter = parameter;
        this.mediaType = mediaType;
        this.renderer = renderer;
        ALL.add(this);
    }

    /** All constants, in their order. */
    static List<Dialect> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** The dialect that a {@code format} parameter names; null if it names none. */
    static @Nullable Dialect named(String parameter) {
        for (Dialect each : ALL) {
            if (parameter.equals(each.parameter)) {
                return each;
            }
        }
        return null;
    }

    /** Whether callers can choose it, by {@code format} or by {@code Accept}. */
    boolean isChoosable() {
        return parameter != null;
    }

    String mediaType() {
        return mediaType;
    }

    /** The response whose body is a view in this dialect: 200 or 503, as the view says. */
    HealthResponse render(View view) {
        boolean isText = mediaType.startsWith("text/");
        Map<String, String> headers =
                HealthResponse.headers(isText ? mediaType + "; charset=utf-8" : mediaType);
        if (this == PAGE) {
            headers.putAll(StatusPagePolicy.HEADERS);
        }
        if (!view.passing()) {
            headers.put("Retry-After", Problems.RETRY_AFTER_SECONDS);
        }
        return HealthResponse.of(view.passing() ? 200 : 503, headers, renderer.apply(view));
    }

    /** Its name in {@code ?format=}, or its media type where it has none. */
    @Override
    public String toString() {
        return parameter == null ? mediaType : parameter;
    }
}
