// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The shape that users may count on in every public type. */
class ApiShapeTest {
    private static final List<JavaClass> TYPES = Modules.publicTypes();

    /** A first wait above the cap is an error at once, and not a backoff of another kind. */
    private static final Set<String> REFUSES_THEM_SWAPPED =
            Set.of("dev.mainstay.resilience.Backoff");

    /** Made, or annotated in a subclass, as their containers and frameworks ask. */
    private static final Set<String> MADE_BY_OTHERS =
            Set.of(
                    "dev.mainstay.http.javalin.MainstayPlugin",
                    "dev.mainstay.http.servlet.HealthServlet",
                    "dev.mainstay.http.servlet.TrafficFilter");

    @Test
    void publicClass_always_isFinal() {
        assertThat(TYPES)
                .isNotEmpty()
                .filteredOn(type -> !type.isInterface() && !type.isEnum())
                .filteredOn(type -> !MADE_BY_OTHERS.contains(type.getName()))
                .filteredOn(type -> !type.getModifiers().contains(JavaModifier.FINAL))
                .isEmpty();
    }

    @Test
    void publicClass_exceptExceptionsAndRecords_hasNoPublicConstructor() {
        assertThat(TYPES)
                .filteredOn(type -> !type.isAssignableTo(Throwable.class) && !type.isRecord())
                .filteredOn(type -> !MADE_BY_OTHERS.contains(type.getName()))
                .flatExtracting(JavaClass::getConstructors)
                .filteredOn(ApiShapeTest::isVisible)
                .isEmpty();
    }

    @Test
    void publicMethod_always_hasNoTwoNeighbouringParametersOfOneType() {
        assertThat(TYPES)
                .flatExtracting(JavaClass::getCodeUnits)
                .filteredOn(ApiShapeTest::isVisible)
                .isNotEmpty()
                .filteredOn(code -> !REFUSES_THEM_SWAPPED.contains(code.getOwner().getName()))
                .filteredOn(ApiShapeTest::hasNeighboursOfOneType)
                .isEmpty();
    }

    private static boolean isVisible(JavaCodeUnit code) {
        var modifiers = code.getModifiers();
        return modifiers.contains(JavaModifier.PUBLIC)
                || modifiers.contains(JavaModifier.PROTECTED);
    }

    private static boolean hasNeighboursOfOneType(JavaCodeUnit code) {
        var parameters = code.getRawParameterTypes();
        for (int i = 1; i < parameters.size(); i++) {
            if (parameters.get(i).equals(parameters.get(i - 1))) {
                return true;
            }
        }
        return false;
    }
}
