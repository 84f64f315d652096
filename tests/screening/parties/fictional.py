"""Lists of fictional parties in the published formats. Nobody here exists."""

# ruff: noqa: E501

from __future__ import annotations

import json
from pathlib import Path

CSL_HEADER = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,"
    "license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,"
    "remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_url,ids"
)
_COLUMNS = CSL_HEADER.split(",")


def csl_row(**said: str) -> str:
    return ",".join('"' + said.get(column, "").replace('"', '""') + '"' for column in _COLUMNS)


def csl_csv(folder: Path) -> Path:
    path = folder / "consolidated.csv"
    rows = [
        csl_row(
            _id="el-1", source="Entity List (EL) - Bureau of Industry and Security", name="Vostok Shchit Fictional Optics (VSFO)",
            alt_names="VSF Optika; and Fictional Shield East", addresses="12 Invented Street, Omsk, RU; 5 Made-up Lane, Omsk, RU",
            start_date="2024-01-02", ids="Registration ID, 1027700999999, RU; Gender, Male; Website, example.invalid",
        ),
        csl_row(
            _id="dpl-1", source="Denied Persons List (DPL) - Bureau of Industry and Security", name="Velkorin Nonesuch", type="Individual",
            addresses="1 Nowhere Road, Exampleton, US", start_date="2010-01-01", end_date="2020-01-01",
        ),
        csl_row(
            _id="sdn-1", source="Specially Designated Nationals (SDN) - Treasury Department", name="Zharkov Imaginary Trading",
            programs="FICTION", type="Entity", addresses="Nicosia, CY",
        ),
        csl_row(_id="uvl-1", source="Unverified List (UVL) - Bureau of Industry and Security", name="Beijing Tianlongbo Dianzi Youxian Gongsi",
                addresses="Beijing, CN"),
    ]  # fmt: skip
    path.write_text("\n".join([CSL_HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def csl_json(folder: Path) -> Path:
    path = folder / "consolidated.json"
    result = {
        "id": "el-1", "source": "Entity List (EL) - Bureau of Industry and Security", "name": "Vostok Shchit Fictional Optics",
        "alt_names": ["VSF Optika"], "programs": [], "type": "Entity", "start_date": "2024-01-02", "end_date": None,
        "addresses": [{"address": "12 Invented Street", "city": "Omsk", "state": None, "postal_code": None, "country": "RU"}],
        "ids": [{"type": "Registration ID", "number": "1027700999999", "country": "RU"}, {"type": "Website", "number": "x.invalid"}],
    }  # fmt: skip
    path.write_text(json.dumps({"results": [result]}), encoding="utf-8")
    return path


def eu_xml(folder: Path) -> Path:
    path = folder / "eu.xml"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-10-01T16:47:04.449+02:00" globalFileId="1">
  <sanctionEntity designationDetails="" unitedNationId="" euReferenceNumber="EU.FICTION.1" logicalId="13">
    <regulation regulationType="regulation" publicationDate="2024-02-02" numberTitle="0/0 (none)" programme="FIC" logicalId="1"/>
    <subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="ООО «Выдуманный Прибор»" nameLanguage="RU" strong="true" logicalId="1"/>
    <nameAlias wholeName="Vydumanny Pribor" strong="true" logicalId="2"/>
    <nameAlias wholeName="VP" strong="false" logicalId="3"/>
    <address street="1 Invented Square" city="Perm" countryIso2Code="RU" countryDescription="RUSSIAN FEDERATION" logicalId="4"/>
    <identification number="5900000001" identificationTypeCode="regnumber" countryIso2Code="RU" logicalId="5"/>
  </sanctionEntity>
</export>
""",
        encoding="utf-8",
    )
    return path


def eu_csv(folder: Path) -> Path:
    path = folder / "eu.csv"
    header = (
        "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;Entity_SubjectType_ClassificationCode;"
        "Entity_Regulation_Programme;NameAlias_WholeName;Address_Street;Address_City;Address_CountryIso2Code;Identification_Number"
    )
    rows = [
        "01/10/2026;13;EU.FICTION.1;E;enterprise;FIC;Vydumanny Pribor;;;;",
        "01/10/2026;13;EU.FICTION.1;E;enterprise;FIC;Vydumannyi Pribor;;;;",
        "01/10/2026;13;EU.FICTION.1;E;enterprise;FIC;;1 Invented Square;Perm;RU;",
        "01/10/2026;13;EU.FICTION.1;E;enterprise;FIC;;;;;5900000001",
        "01/10/2026;14;EU.FICTION.2;P;person;FIC;Nemo Nullus;;;;",
    ]
    path.write_text("﻿" + "\r\n".join([header, *rows]) + "\r\n", encoding="utf-8")
    return path


def un_xml(folder: Path) -> Path:
    path = folder / "un.xml"
    path.write_text(
        """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST dateGenerated="2026-09-30T00:00:09.554Z">
  <INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>NEMO</FIRST_NAME><SECOND_NAME>NULLUS</SECOND_NAME>
    <UN_LIST_TYPE>Fiction</UN_LIST_TYPE><REFERENCE_NUMBER>FIi.001</REFERENCE_NUMBER><LISTED_ON>2012-12-31</LISTED_ON>
    <NATIONALITY><VALUE>Democratic Republic of the Congo</VALUE></NATIONALITY>
    <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Captain; The Captain</ALIAS_NAME></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
    <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X0000001</NUMBER>
      <ISSUING_COUNTRY>Rwanda</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT></INDIVIDUAL></INDIVIDUALS>
  <ENTITIES><ENTITY><DATAID>2</DATAID><FIRST_NAME>INVENTED FRONT TRADING</FIRST_NAME><UN_LIST_TYPE>Fiction</UN_LIST_TYPE>
    <REFERENCE_NUMBER>FIe.001</REFERENCE_NUMBER><ENTITY_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>IFT</ALIAS_NAME></ENTITY_ALIAS>
    <ENTITY_ADDRESS><CITY>Goma</CITY><COUNTRY>Rwanda</COUNTRY></ENTITY_ADDRESS></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
""",
        encoding="utf-8",
    )
    return path


def ftm(folder: Path) -> Path:
    path = folder / "entities.ftm.json"
    entities = [
        {
            "id": "NK-fiction", "caption": "Invented Works", "schema": "Company", "target": True, "last_seen": "2026-10-05T00:00:00",
            "datasets": ["us_bis_denied"], "referents": [],
            "properties": {
                "name": ["Invented Works"], "alias": ["Выдуманный завод"], "weakAlias": ["IW"], "country": ["ru"],
                "topics": ["sanction"], "innCode": ["7700000001"], "address": ["3 Nowhere Lane, Perm"],
            },
        },
        {"id": "addr-1", "schema": "Address", "properties": {"full": ["3 Nowhere Lane, Perm"]}},
        {"id": "pep-1", "schema": "Person", "properties": {"name": ["Nemo Politician"], "topics": ["role.pep"]}},
    ]  # fmt: skip
    path.write_text("\n".join(map(json.dumps, entities)) + "\n", encoding="utf-8")
    return path
