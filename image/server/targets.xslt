<?xml version="1.0"?>
<!-- nginx's listing of the rooms as Prometheus wants its targets (http_sd): one for each folder. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="text" media-type="application/json" encoding="UTF-8"/>
  <xsl:param name="host"/>
  <xsl:template match="/">
    <xsl:text>[</xsl:text>
    <xsl:for-each select="list/directory">
      <xsl:if test="position() &gt; 1">,</xsl:if>
      <xsl:text>{"targets":["</xsl:text>
      <xsl:value-of select="$host"/>
      <xsl:text>"],"labels":{"room":"</xsl:text>
      <xsl:value-of select="."/>
      <xsl:text>","__metrics_path__":"/reports/</xsl:text>
      <xsl:value-of select="."/>
      <xsl:text>/metrics"}}</xsl:text>
    </xsl:for-each>
    <xsl:text>]
</xsl:text>
  </xsl:template>
</xsl:stylesheet>
